// How many texts people look at once more follows from the leak rate that is to be excluded.
import { Button, Group, NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Procedure } from "@/api";
import { Empty, Failure } from "@/components";
import { formatNumber } from "@/text/format";
import { useDraw } from "./useProcedures";
import { isOver } from "./who";

function Drawn({ sample }: { sample: NonNullable<Procedure["inspection"]> }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <dl className="procedure-facts" aria-label={t("procedures.sample")}>
      <dt>{t("procedures.population")}</dt>
      <dd>{number(sample.population)}</dd>
      <dt>{t("procedures.drawn")}</dt>
      <dd>{number(sample.drawn)}</dd>
      <dt>{t("procedures.rate_max")}</dt>
      <dd>{number(sample.rate_max * 100)} %</dd>
      <dt>{t("procedures.seed")}</dt>
      <dd>{sample.seed}</dd>
      {sample.times_drawn > 1 && (
        <>
          <dt>{t("procedures.times_drawn")}</dt>
          <dd>{number(sample.times_drawn)}</dd>
        </>
      )}
    </dl>
  );
}

function DrawForm({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const draw = useDraw(procedure.id);
  const [percent, setPercent] = useState<number>(1);
  const [seed, setSeed] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        draw.mutate({ rate: percent / 100, seed: seed.trim() });
      }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t("procedures.sample_text")}
      </Text>
      <Group align="end" gap="sm">
        <NumberInput
          w={200}
          label={t("procedures.rate_max")}
          suffix=" %"
          min={0.1}
          max={50}
          step={0.5}
          decimalScale={2}
          clampBehavior="blur"
          value={percent}
          onChange={(value) => typeof value === "number" && setPercent(value)}
        />
        <TextInput
          w={240}
          label={t("procedures.seed")}
          placeholder={t("procedures.seed_placeholder")}
          maxLength={20}
          value={seed}
          onChange={(event) => setSeed(event.currentTarget.value)}
        />
        <Button type="submit" loading={draw.isPending}>
          {procedure.inspection ? t("procedures.draw_again") : t("procedures.draw")}
        </Button>
      </Group>
      {procedure.inspection && procedure.inspection.inspected > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("procedures.draw_again_text")}
        </Text>
      )}
      {draw.isError && <Failure error={asApiError(draw.error)} />}
    </form>
  );
}

export function SampleSection({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  if (!procedure.applied)
    return <Empty title={t("procedures.sample_early")} text={t("procedures.sample_early_text")} />;
  return (
    <>
      {procedure.inspection && <Drawn sample={procedure.inspection} />}
      {!isOver(procedure) && <DrawForm procedure={procedure} />}
    </>
  );
}
