// Traces as a table, each with its question where the reader may see it.
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TraceSummary } from "@/api";
import { AppLink } from "@/components";
import { formatDuration, formatNumber, formatTime } from "@/text/format";
import { outcomeWords, traceHref } from "./words";

const columns = ["time", "person", "question", "model", "times", "tokens", "outcome"] as const;
const isNumber = (name: (typeof columns)[number]) => name === "times" || name === "tokens";

export function TraceListView({ traces }: { traces: readonly TraceSummary[] }) {
  const { t } = useTranslation();
  if (traces.length === 0)
    return (
      <Text role="status" c="dimmed">
        {t("traces.none")}
      </Text>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables are scrolled by keyboard, too.
    <div className="wide-table" tabIndex={0}>
      <Table aria-label={t("traces.list")} miw={860} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) => (
              <Table.Th key={name} {...(isNumber(name) && { ta: "right" })}>
                {t(`traces.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {traces.map((trace) => (
            <Row key={trace.id} trace={trace} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ trace }: { trace: TraceSummary }) {
  const { t, i18n } = useTranslation();
  const { prompt_tokens, completion_tokens } = trace.usage;
  const shown = trace.question || t(trace.hidden ? "traces.closed" : "traces.without_text");
  return (
    <Table.Tr>
      <Table.Td className="nowrap">{formatTime(trace.time_ms, i18n.language)}</Table.Td>
      <Table.Td>{trace.person}</Table.Td>
      <Table.Td className="trace-question">
        <AppLink href={traceHref(trace.id)} size="sm">
          {shown}
        </AppLink>
      </Table.Td>
      <Table.Td>{trace.application ? `onggi/${trace.application}` : trace.model}</Table.Td>
      <Table.Td ta="right" className="nowrap">
        {formatDuration(trace.times.whole_us / 1000, i18n.language)}
      </Table.Td>
      <Table.Td ta="right">{formatNumber(prompt_tokens + completion_tokens, i18n.language)}</Table.Td>
      <Table.Td>{outcomeWords(t, trace)}</Table.Td>
    </Table.Tr>
  );
}
