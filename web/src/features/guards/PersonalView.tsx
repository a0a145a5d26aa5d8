// Personal data in questions and answers, and what is said in place of an answer.
import { Paper, Stack, Switch, Textarea, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Draft } from "./policy";

type Part = Pick<Draft, "mask_question" | "mask_answer" | "refusal">;
type Props = { draft: Part; tooLong: boolean; onChange: (part: Partial<Part>) => void };

export function PersonalView({ draft, tooLong, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("guards.personal")}>
      <Title order={2} size="h4" mb="sm">
        {t("guards.personal")}
      </Title>
      <Stack gap="sm">
        {(["mask_question", "mask_answer"] as const).map((name) => (
          <Switch
            key={name}
            label={t(`guards.${name}`)}
            description={t(`guards.${name}_text`)}
            checked={draft[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
          />
        ))}
        <Textarea
          label={t("guards.refusal")}
          description={t("guards.refusal_text")}
          placeholder={t("guards.refusal_example")}
          autosize
          minRows={2}
          maxRows={8}
          value={draft.refusal}
          error={tooLong && t("guards.refusal_too_long")}
          onChange={(event) => onChange({ refusal: event.currentTarget.value })}
        />
      </Stack>
    </Paper>
  );
}
