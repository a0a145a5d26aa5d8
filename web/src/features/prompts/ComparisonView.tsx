// Two versions line by line; in lines that were changed the words are marked.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PromptComparison, PromptLine } from "@/api";
import { MarkedRanges } from "@/components";

export function ComparisonView({ comparison }: { comparison: PromptComparison }) {
  const { t } = useTranslation();
  const parts = (["system", "user"] as const).filter((part) =>
    comparison[part].some(({ change }) => change !== "same"),
  );
  if (parts.length === 0) return <Text size="sm">{t("prompts.same")}</Text>;
  return parts.map((part) => (
    <div key={part}>
      <Text size="xs" fw={600} c="dimmed" mt="xs">
        {t(`prompts.parts.${part}`)}
      </Text>
      <ul className="prompt-diff" aria-label={t(`prompts.parts.${part}`)}>
        {comparison[part].map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </ul>
    </div>
  ));
}

function Line({ line: { change, text, words } }: { line: PromptLine }) {
  const { t } = useTranslation();
  const ranges = words.map(([start = 0, end = 0]) => ({ start, end }));
  return (
    <li data-change={change}>
      {change !== "same" && <span className="visually-hidden">{t(`prompts.change.${change}`)}</span>}
      <span aria-hidden className="prompt-sign">
        {change === "gone" ? "−" : change === "come" ? "+" : ""}
      </span>
      <span>{ranges.length > 0 ? <MarkedRanges text={text} ranges={ranges} /> : text}</span>
    </li>
  );
}
