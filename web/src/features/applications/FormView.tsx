// What an application is made of, in the order in which people think of it.
import {
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Models } from "@/api";
import { AllowField, type Choices } from "@/components";
import { type Draft, hitsMax, type Problem, tokensMax } from "./draft";

type Props = {
  draft: Draft;
  isNew: boolean;
  problems: readonly Problem[];
  /** The name that was wished for is somebody else's. */
  nameTaken: boolean;
  models: Models | undefined;
  choices: Choices;
  /** Picking documents asks the server. */
  documents: ReactNode;
  onChange: (part: Partial<Draft>) => void;
};

export function FormView({ documents, ...props }: Props) {
  return (
    <Stack gap="md">
      <NameSection {...props} />
      <DocumentsSection>{documents}</DocumentsSection>
      <AnswerSection {...props} />
      <UseSection {...props} />
    </Stack>
  );
}

type Part = Omit<Props, "documents">;

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <Stack gap="sm">{children}</Stack>
    </Paper>
  );
}

function NameSection({ draft, isNew, problems, nameTaken, onChange }: Part) {
  const { t } = useTranslation();
  const wrongName = draft.name !== "" && problems.includes("name");
  return (
    <Section title={t("applications.about")}>
      <TextInput
        label={t("applications.title")}
        required
        maxLength={100}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <TextInput
        label={t("applications.name")}
        description={t(isNew ? "applications.name_hint" : "applications.name_fixed")}
        required
        disabled={!isNew}
        maxLength={40}
        leftSection={<span aria-hidden>onggi/</span>}
        leftSectionWidth={62}
        error={wrongName ? t("applications.name_wrong") : nameTaken ? t("error.reason.name_taken") : undefined}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value.toLowerCase() })}
      />
      <Textarea
        label={t("applications.description")}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={1000}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </Section>
  );
}

function DocumentsSection({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return <Section title={t("applications.documents")}>{children}</Section>;
}

function AnswerSection({ draft, problems, models, onChange }: Part) {
  const { t } = useTranslation();
  const writers = models?.models.filter(({ chat }) => chat).map(({ id }) => id) ?? [];
  const chosen = draft.model !== "" && !writers.includes(draft.model) ? [draft.model] : [];
  const nameOf = (id: string) => (id === "onggi/extractive" ? t("applications.model_extractive") : id);
  const trouble = problems.find((one) => one === "instructions" || one === "braces");
  const quotes = (draft.model || models?.default) === "onggi/extractive";
  return (
    <Section title={t("applications.answers")}>
      <Select
        label={t("applications.model")}
        allowDeselect={false}
        value={draft.model}
        onChange={(model) => onChange({ model: model ?? "" })}
        data={[
          { value: "", label: t("applications.model_default", { model: nameOf(models?.default ?? "") }) },
          ...[...writers, ...chosen].map((id) => ({ value: id, label: nameOf(id) })),
        ]}
      />
      <Textarea
        label={t("applications.instructions")}
        description={t(quotes ? "applications.instructions_unread" : "applications.instructions_hint")}
        placeholder={t("applications.instructions_example")}
        autosize
        minRows={4}
        maxRows={16}
        error={trouble && t(`applications.problem.${trouble}`)}
        value={draft.instructions}
        onChange={(event) => onChange({ instructions: event.currentTarget.value })}
      />
      <Numbers draft={draft} onChange={onChange} />
      <TagsInput
        label={t("applications.forbidden")}
        description={t("applications.forbidden_hint")}
        value={draft.forbidden}
        maxTags={50}
        onChange={(forbidden) => onChange({ forbidden })}
      />
    </Section>
  );
}

function Numbers({ draft, onChange }: Pick<Props, "draft" | "onChange">) {
  const { t } = useTranslation();
  const whole = { allowDecimal: false, clampBehavior: "strict" as const };
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <NumberInput
        {...whole}
        label={t("applications.hits")}
        min={1}
        max={hitsMax}
        value={draft.hits}
        onChange={(value) => typeof value === "number" && onChange({ hits: value })}
      />
      <NumberInput
        label={t("applications.temperature")}
        min={0}
        max={2}
        step={0.1}
        decimalScale={2}
        clampBehavior="strict"
        value={draft.temperature}
        onChange={(value) => typeof value === "number" && onChange({ temperature: value })}
      />
      <NumberInput
        {...whole}
        label={t("applications.max_tokens")}
        min={1}
        max={tokensMax}
        thousandSeparator=","
        value={draft.maxTokens}
        onChange={(value) => typeof value === "number" && onChange({ maxTokens: value })}
      />
    </SimpleGrid>
  );
}

function UseSection({ draft, choices, onChange }: Part) {
  const { t } = useTranslation();
  return (
    <Section title={t("applications.sharing")}>
      <AllowField
        title={t("applications.who")}
        note={t("applications.who_always")}
        value={draft.allow}
        choices={choices}
        onChange={(allow) => onChange({ allow })}
      />
      <Switch
        label={t("applications.active")}
        description={t("applications.active_hint")}
        checked={draft.active}
        onChange={(event) => onChange({ active: event.currentTarget.checked })}
      />
    </Section>
  );
}
