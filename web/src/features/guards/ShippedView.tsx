// Rules as shipped, by kind: where each looks, and what follows from it.
import { Group, Paper, Select, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { GuardDeed, GuardRule } from "@/api";
import { wordOr } from "@/i18n";
import { type Draft, deedOf, deeds } from "./policy";
import { deedWord, placesWords, ruleName } from "./words";

type Props = {
  rules: readonly GuardRule[];
  draft: Pick<Draft, "deeds">;
  onDeed: (rule: GuardRule, deed: GuardDeed) => void;
};

const kindOf = ({ id }: GuardRule) => id.split(".")[0] ?? id;

export function ShippedView({ rules, draft, onDeed }: Props) {
  const { t } = useTranslation();
  const kinds = [...new Set(rules.map(kindOf))];
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("guards.shipped")}>
      <Title order={2} size="h4">
        {t("guards.shipped")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("guards.deeds_text")}
      </Text>
      {kinds.map((kind) => (
        <section key={kind} aria-label={wordOr(t, "guards.kinds", kind)}>
          <Title order={3} size="h6" mt="md" mb={4}>
            {wordOr(t, "guards.kinds", kind)}
          </Title>
          <ul className="guard-rules">
            {rules
              .filter((rule) => kindOf(rule) === kind)
              .map((rule) => (
                <RuleRow key={rule.id} rule={rule} deed={deedOf(rule, draft)} onDeed={onDeed} />
              ))}
          </ul>
        </section>
      ))}
    </Paper>
  );
}

type RowProps = { rule: GuardRule; deed: GuardDeed; onDeed: Props["onDeed"] };

function RuleRow({ rule, deed, onDeed }: RowProps) {
  const { t, i18n } = useTranslation();
  const name = ruleName(rule, i18n.language);
  return (
    <li>
      <div className="guard-rule-name">
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            {placesWords(t, rule.at)}
          </Text>
          {deed !== rule.deed && (
            <Text size="xs" className="guard-changed">
              {t("guards.as_shipped", { deed: deedWord(t, rule.deed, rule.at) })}
            </Text>
          )}
        </Group>
      </div>
      <Select
        size="xs"
        w={165}
        className="no-shrink"
        aria-label={t("guards.deed_of", { name })}
        allowDeselect={false}
        value={deed}
        data={deeds.map((one) => ({ value: one, label: deedWord(t, one, rule.at) }))}
        onChange={(value) => value && onDeed(rule, value)}
      />
    </li>
  );
}
