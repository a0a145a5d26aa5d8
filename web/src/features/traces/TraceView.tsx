// One trace: question and answer, where the time went, what was found, what guards said, what a model was sent.
import { Alert, Paper, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Trace, TraceHit } from "@/api";
import { AppLink, LabelBadge } from "@/components";
import { DoubtsView, doubtsOf } from "@/features/chat";
import { documentHref } from "@/features/documents";
import { formatMoney, formatNumber, formatTime } from "@/text/format";
import { TimesView } from "./TimesView";
import { outcomeWords } from "./words";

export function TraceView({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  return (
    <div className="trace">
      <FactsView trace={trace} />
      {trace.hidden && <Alert color="yellow">{t("traces.hidden")}</Alert>}
      {!trace.hidden && !trace.has_text && <Text c="dimmed">{t("traces.no_text")}</Text>}
      {trace.question !== "" && (
        <Part title={t("traces.said")}>
          <Text fw={600}>{trace.question}</Text>
          <QueriesView trace={trace} />
          <p className="trace-answer">{trace.answer}</p>
          <DoubtsView text={trace.answer} doubts={doubtsOf(trace)} />
          <CitedView trace={trace} />
        </Part>
      )}
      <Part title={t("traces.times")}>
        <TimesView times={trace.times} />
      </Part>
      {trace.hits.length > 0 && (
        <Part title={t("traces.hits")}>
          <HitsTable hits={trace.hits} />
        </Part>
      )}
      {trace.guards.length > 0 && <GuardsPart trace={trace} />}
      {trace.messages.length > 0 && <MessagesPart trace={trace} />}
    </div>
  );
}

/** What was looked for, where it is not the question as it was asked. */
function QueriesView({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  const others = trace.queries.filter((query) => query !== trace.question);
  if (others.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {t("traces.queries")}: {trace.queries.join(" / ")}
    </Text>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function FactsView({ trace }: { trace: Trace }) {
  const { t, i18n } = useTranslation();
  const { usage } = trace;
  const tokens = t("traces.tokens_of", {
    prompt: formatNumber(usage.prompt_tokens, i18n.language),
    completion: formatNumber(usage.completion_tokens, i18n.language),
  });
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("traces.time"), formatTime(trace.time_ms, i18n.language)],
    [t("traces.person"), trace.person],
    [t("traces.way"), t(`traces.ways.${trace.way}`)],
    [t("traces.application"), trace.application],
    [t("traces.function"), trace.function],
    [t("traces.model"), trace.model],
    [t("traces.prompt"), trace.prompt],
    [t("traces.tokens"), tokens],
    [t("traces.cost"), trace.cost ? formatMoney(trace.cost.micros, trace.cost.currency, i18n.language) : ""],
    [t("traces.outcome"), outcomeWords(t, trace)],
    [t("traces.label"), <LabelBadge key="label" label={trace.label} />],
  ];
  return (
    <dl className="trace-facts">
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function CitedView({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  if (trace.citations.length === 0) return null;
  return (
    <ol className="trace-cited" aria-label={t("traces.citations")}>
      {trace.citations.map((citation) => (
        <li key={citation.number} value={citation.number}>
          <AppLink href={documentHref(citation.document, citation)}>{citation.title || citation.name}</AppLink>{" "}
          <Text span size="sm" c="dimmed">
            {citation.quote}
          </Text>
        </li>
      ))}
    </ol>
  );
}

const scoreText = (score: number) => score.toFixed(3);

function HitsTable({ hits }: { hits: readonly TraceHit[] }) {
  const { t } = useTranslation();
  const leg = (hit: TraceHit, name: string) => {
    const said = hit.legs[name];
    return said && said.rank > 0 ? t("traces.leg", { rank: said.rank, score: scoreText(said.score) }) : "–";
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables are scrolled by keyboard, too.
    <div className="wide-table" tabIndex={0}>
      <Table aria-label={t("traces.hits")} miw={640} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t("traces.rank")}</Table.Th>
            <Table.Th>{t("traces.document")}</Table.Th>
            <Table.Th ta="right">{t("traces.score")}</Table.Th>
            <Table.Th ta="right">{t("traces.words_leg")}</Table.Th>
            <Table.Th ta="right">{t("traces.vector_leg")}</Table.Th>
            <Table.Th>{t("traces.use")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hits.map((hit) => (
            <Table.Tr key={hit.chunk_id}>
              <Table.Td ta="right">{hit.rank}</Table.Td>
              <Table.Td>
                <AppLink href={documentHref(hit.document)} size="sm">
                  {hit.title || hit.name || hit.document}
                </AppLink>
              </Table.Td>
              <Table.Td ta="right">{scoreText(hit.score)}</Table.Td>
              <Table.Td ta="right">{leg(hit, "lexical")}</Table.Td>
              <Table.Td ta="right">{leg(hit, "dense")}</Table.Td>
              <Table.Td>{t(hit.cited ? "traces.cited" : hit.read ? "traces.read" : "traces.not_read")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function GuardsPart({ trace }: { trace: Trace }) {
  const { t, i18n } = useTranslation();
  const korean = i18n.language.startsWith("ko");
  return (
    <Part title={t("traces.guards")}>
      <ul>
        {trace.guards.map((guard, at) => (
          <li key={at}>
            {korean || guard.name_en === "" ? guard.name : guard.name_en}{" "}
            <Text span size="sm" c="dimmed">
              {t(`traces.places.${guard.place}`)}
            </Text>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function MessagesPart({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  return (
    <Part title={t("traces.messages")}>
      {trace.messages.map((message, at) => (
        <details key={at} className="explain">
          <summary>{message.role}</summary>
          <pre className="trace-message">{message.content}</pre>
        </details>
      ))}
    </Part>
  );
}
