// The verdict closes a procedure; before it stands what the inspection showed.
import { Alert, Button, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Procedure } from "@/api";
import { Empty, Failure } from "@/components";
import { useSession } from "@/features/session";
import { useCountsInWords } from "./kinds";
import { LeakRateView } from "./LeakRateView";
import { useStep } from "./useProcedures";
import { isOver, isSamePerson } from "./who";

function VerdictForm({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const step = useStep(procedure.id);
  const [choice, setChoice] = useState<"accept" | "reject" | null>(null);
  const [ground, setGround] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        step.mutate({ step: "verdict", accepted: choice === "accept", ground: ground.trim() });
      }}
    >
      <Stack gap="sm" mt="md" maw={620}>
        <Radio.Group
          label={t("procedures.verdict")}
          value={choice}
          onChange={(value) => setChoice(value === "accept" ? "accept" : "reject")}
        >
          <Stack gap={6} mt={6}>
            <Radio value="accept" label={t("procedures.accept")} />
            <Radio value="reject" label={t("procedures.reject")} />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t("procedures.verdict_ground")}
          required
          autosize
          minRows={2}
          maxLength={600}
          value={ground}
          onChange={(event) => setGround(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          {t("procedures.verdict_text")}
        </Text>
        {step.isError && <Failure error={asApiError(step.error)} />}
        <div>
          <Button type="submit" disabled={choice === null || ground.trim() === ""} loading={step.isPending}>
            {t("procedures.close")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

export function VerdictSection({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const { login } = useSession().person;
  const words = useCountsInWords();
  const inspection = procedure.inspection;
  if (!inspection || inspection.inspected < inspection.drawn)
    return <Empty title={t("procedures.verdict_early")} text={t("procedures.verdict_early_text")} />;
  return (
    <>
      <LeakRateView inspection={inspection} />
      {inspection.with_something_left > 0 && (
        <Text size="sm" mt="xs">
          {t("procedures.left_words", { count: inspection.with_something_left, what: words(inspection.left) })}
        </Text>
      )}
      {!isOver(procedure) &&
        (isSamePerson(procedure, login) ? (
          <Alert color="yellow" variant="light" mt="md" role="status">
            {t("error.reason.same_person")}
          </Alert>
        ) : (
          <VerdictForm procedure={procedure} />
        ))}
    </>
  );
}
