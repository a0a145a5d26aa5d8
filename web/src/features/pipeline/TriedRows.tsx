// Rows of the sample before and after: changed ones first to look at, with what was done and why.
import { Badge, Group, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tried, TriedRow } from "@/api";
import { Empty } from "@/components";
import { difference } from "@/text/diff";
import { formatNumber } from "@/text/format";
import { useReasonWords } from "./reasons";

type Shown = "touched" | "removed" | "all";
const shows: Record<Shown, (row: TriedRow) => boolean> = {
  touched: ({ steps }) => steps.length > 0,
  removed: ({ removed }) => removed,
  all: () => true,
};

function Reasons({ row }: { row: TriedRow }) {
  const { i18n } = useTranslation();
  const said = useReasonWords();
  return (
    <Group gap={6}>
      {row.steps.flatMap((step) =>
        step.notes.map((note) => (
          <Badge
            key={`${step.step} ${note.reason}`}
            size="sm"
            variant={step.removed ? "filled" : "light"}
            color={step.removed ? "red" : "gray"}
            tt="none"
          >
            {said(note)}
            {note.count > 1 && ` ${formatNumber(note.count, i18n.language)}`}
          </Badge>
        )),
      )}
    </Group>
  );
}

function Row({ row }: { row: TriedRow }) {
  const { t } = useTranslation();
  return (
    <li className={row.removed ? "tried removed" : "tried"}>
      <Reasons row={row} />
      <p>
        {difference(row.before, row.after).map((piece, at) => {
          const key = `${at} ${piece.kind}`;
          if (piece.kind === "gone") return <del key={key}>{piece.text.replaceAll("\n", "↵")}</del>;
          return piece.kind === "new" ? <ins key={key}>{piece.text}</ins> : <span key={key}>{piece.text}</span>;
        })}
      </p>
      {row.removed && <Text size="xs">{t("pipeline.removed_row")}</Text>}
    </li>
  );
}

export function TriedRows({ tried }: { tried: Tried }) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState<Shown>("touched");
  const count = (of: Shown) => tried.rows.filter(shows[of]).length;
  const rows = tried.rows.filter(shows[shown]);
  return (
    <>
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label={t("pipeline.which_rows")}
        value={shown}
        onChange={(value) => setShown(value as Shown)}
        data={(["touched", "removed", "all"] as const).map((of) => ({
          value: of,
          label: `${t(`pipeline.shown.${of}`)} ${formatNumber(count(of), i18n.language)}`,
        }))}
      />
      {rows.length === 0 ? (
        <Empty title={t("pipeline.nothing_title")} text={t("pipeline.nothing_text")} />
      ) : (
        <ol className="tried-rows" aria-label={t("pipeline.result")}>
          {rows.map((row) => (
            <Row key={tried.rows.indexOf(row)} row={row} />
          ))}
        </ol>
      )}
    </>
  );
}
