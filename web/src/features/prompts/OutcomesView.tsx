// What two versions made of the same inputs, side by side, and their means.
import { Badge, Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PromptMeans, PromptOutcome, PromptTrial } from "@/api";
import { errorWords } from "@/i18n";
import { versionName } from "./words";

type Props = { trial: PromptTrial; a: number; b: number };

export function OutcomesView({ trial, a, b }: Props) {
  const { t } = useTranslation();
  const names = { a: versionName(t, a), b: versionName(t, b) };
  return (
    <section aria-label={t("prompts.outcomes")} aria-live="polite">
      {trial.model === "" && (
        <Text size="sm" my="xs">
          {t("prompts.no_model")}
        </Text>
      )}
      {!trial.complete && (
        <Text size="sm" className="guard-wrong">
          {t("prompts.incomplete", { done: trial.rows.length })}
        </Text>
      )}
      {trial.model !== "" && <MeansView means={trial.means} names={names} />}
      {trial.rows.map((row, at) => (
        <div key={at} className="prompt-pair">
          {(["a", "b"] as const).map((side) => (
            <OutcomeView
              key={side}
              title={`${names[side]} · ${t("prompts.input", { number: at + 1 })}`}
              outcome={row[side]}
            />
          ))}
        </div>
      ))}
    </section>
  );
}

function OutcomeView({ title, outcome }: { title: string; outcome: PromptOutcome }) {
  const { t } = useTranslation();
  const { written, text, trouble, asked, as_expected, is_json } = outcome;
  return (
    <article className="prompt-outcome" aria-label={title}>
      <Group gap={6}>
        <Text size="xs" fw={600} c="dimmed">
          {title}
        </Text>
        {as_expected !== null && <Verdict good={as_expected} word={t("prompts.score.expected")} />}
        {is_json !== null && <Verdict good={is_json} word="JSON" />}
      </Group>
      {trouble !== "" && (
        <Text size="sm" className="guard-wrong">
          {errorWords(t, { code: trouble })}
        </Text>
      )}
      {written && <p className="prompt-text">{text}</p>}
      {!written && trouble === "" && (
        <>
          <p className="prompt-text">{asked.system}</p>
          <p className="prompt-text">{asked.user}</p>
        </>
      )}
    </article>
  );
}

function Verdict({ good, word }: { good: boolean; word: string }) {
  const { t } = useTranslation();
  return (
    <Badge size="xs" variant="light" color={good ? "teal" : "red"} tt="none">
      {`${word} ${t(good ? "prompts.score.yes" : "prompts.score.no")}`}
    </Badge>
  );
}

function MeansView({ means, names }: { means: { a: PromptMeans; b: PromptMeans }; names: { a: string; b: string } }) {
  const { t } = useTranslation();
  const percent = (share: number | null) => (share === null ? "–" : `${Math.round(share * 100)} %`);
  const rows: [string, (one: PromptMeans) => string][] = [
    [t("prompts.score.expected"), (one) => percent(one.as_expected)],
    ["JSON", (one) => percent(one.is_json)],
    [t("prompts.score.korean"), (one) => percent(one.korean)],
    [t("prompts.score.characters"), (one) => String(Math.round(one.characters))],
    [t("prompts.score.duration"), (one) => `${Math.round(one.duration_ms)} ms`],
  ];
  return (
    <Table my="xs" withTableBorder aria-label={t("prompts.means")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("prompts.means")}</Table.Th>
          <Table.Th>{names.a}</Table.Th>
          <Table.Th>{names.b}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([word, value]) => (
          <Table.Tr key={word}>
            <Table.Td>{word}</Table.Td>
            <Table.Td>{value(means.a)}</Table.Td>
            <Table.Td>{value(means.b)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
