// One rule of the company: what it looks for, where, and what follows. What is wrong stands at its field.
import { Checkbox, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { GuardPlace } from "@/api";
import { type DraftRule, deeds, type Problem, places } from "./policy";
import { deedWord } from "./words";

type Props = {
  rule: DraftRule;
  problems: readonly Problem[];
  onChange: (rule: DraftRule) => void;
};

export function RuleForm({ rule, problems, onChange }: Props) {
  const { t } = useTranslation();
  const change = (part: Partial<DraftRule>) => onChange({ ...rule, ...part });
  const wrong = (field: Problem["field"]) => {
    const found = problems.find((problem) => problem.field === field);
    return found && t(`guards.problem.${found.code}`, { pattern: found.pattern });
  };
  return (
    <Stack gap="sm" mt="xs">
      <TextInput
        label={t("guards.name")}
        placeholder={t("guards.name_example")}
        value={rule.name}
        error={wrong("name")}
        data-autofocus
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t("guards.patterns")}
        description={t("guards.patterns_text")}
        placeholder={t("guards.patterns_example")}
        autosize
        minRows={2}
        maxRows={10}
        value={rule.patterns}
        error={wrong("patterns")}
        onChange={(event) => change({ patterns: event.currentTarget.value })}
      />
      <Textarea
        label={t("guards.unless")}
        description={t("guards.unless_text")}
        autosize
        minRows={1}
        maxRows={6}
        value={rule.unless}
        error={wrong("unless")}
        onChange={(event) => change({ unless: event.currentTarget.value })}
      />
      <Group align="flex-start" gap="lg">
        <Checkbox.Group
          label={t("guards.at")}
          value={[...rule.at]}
          error={wrong("at")}
          onChange={(chosen) => change({ at: places.filter((place: GuardPlace) => chosen.includes(place)) })}
        >
          <Group gap="sm" mt={6}>
            {places.map((place) => (
              <Checkbox key={place} value={place} label={t(`guards.places.${place}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Select
          label={t("guards.deed")}
          w={190}
          allowDeselect={false}
          value={rule.deed}
          data={deeds.map((one) => ({ value: one, label: deedWord(t, one, rule.at) }))}
          onChange={(value) => value && change({ deed: value })}
        />
      </Group>
    </Stack>
  );
}
