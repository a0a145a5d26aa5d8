// The company's own rules: one is open at a time, the others are a line each.
import { ActionIcon, Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DraftRule, problemsOf } from "./policy";
import { RuleForm } from "./RuleForm";
import { deedWord, placesWords, ruleName } from "./words";

type Props = {
  rules: readonly DraftRule[];
  /** By the rule's key: what the server has said about it. */
  refused: { key: string; words: string } | undefined;
  /** Says the key of the rule that it has added. */
  onAdd: () => string;
  onChange: (rule: DraftRule) => void;
  onRemove: (rule: DraftRule) => void;
};

export function OwnRulesView({ rules, refused, onAdd, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string>();
  const add = useRef<HTMLButtonElement>(null);
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("guards.own")}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h4">
          {t("guards.own")}
        </Title>
        <Button
          ref={add}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => setOpen(onAdd())}
        >
          {t("guards.own_add")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t("guards.own_text")}
      </Text>
      {rules.length === 0 ? (
        <Text size="sm" mt="sm">
          {t("guards.own_none")}
        </Text>
      ) : (
        <ul className="guard-own" aria-label={t("guards.own")}>
          {rules.map((rule) => (
            <OwnRule
              key={rule.key}
              rule={rule}
              open={open === rule.key}
              refused={refused?.key === rule.key ? refused.words : undefined}
              onOpen={() => setOpen(open === rule.key ? undefined : rule.key)}
              onChange={onChange}
              onRemove={() => {
                onRemove(rule);
                add.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
    </Paper>
  );
}

type RuleProps = {
  rule: DraftRule;
  open: boolean;
  refused: string | undefined;
  onOpen: () => void;
  onChange: (rule: DraftRule) => void;
  onRemove: () => void;
};

function OwnRule({ rule, open, refused, onOpen, onChange, onRemove }: RuleProps) {
  const { t, i18n } = useTranslation();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) item.current?.querySelector("input")?.focus();
  }, [open]);
  const problems = problemsOf(rule);
  const name = ruleName(rule, i18n.language).trim() || t("guards.own_new");
  const [first] = problems;
  const wrong = refused ?? (!open && first ? t(`guards.problem.${first.code}`, { pattern: first.pattern }) : undefined);
  return (
    <li ref={item}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <div className="guard-rule-name">
          <Text size="sm" fw={550}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {[
              placesWords(t, rule.at),
              deedWord(t, rule.deed, rule.at),
              t("guards.pattern_count", { count: rule.patterns.split("\n").filter((line) => line.trim()).length }),
            ].join(" / ")}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={open}
            aria-label={t(open ? "guards.own_close" : "guards.own_edit", { name })}
            onClick={onOpen}
          >
            {t(open ? "guards.fold" : "guards.edit")}
          </Button>
          <ActionIcon variant="subtle" color="gray" aria-label={t("guards.own_remove", { name })} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      </Group>
      {wrong && (
        <Text size="xs" className="guard-wrong" role="alert">
          {wrong}
        </Text>
      )}
      {open && (
        <RuleForm rule={rule} problems={rule.id === "" ? shownOf(rule, problems) : problems} onChange={onChange} />
      )}
    </li>
  );
}

/** Nobody is told about a field that was not filled in yet. */
const shownOf = (rule: DraftRule, problems: ReturnType<typeof problemsOf>) =>
  rule.name === "" && rule.patterns === ""
    ? []
    : problems.filter(({ code }) => code !== "no_patterns" && code !== "no_name");
