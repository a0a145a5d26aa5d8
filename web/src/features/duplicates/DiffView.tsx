// Two texts side by side, paragraph by paragraph; what is gone and what is new is marked, equal stretches are folded.
import { UnstyledButton } from "@mantine/core";
import { Fragment, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DiffRow, difference, foldsOf, rowsOf } from "@/text/diff";
import { formatNumber } from "@/text/format";

function Words({ row, side }: { row: DiffRow; side: "left" | "right" }) {
  if (row.kind === "gone") return side === "left" ? <del>{row.left}</del> : null;
  if (row.kind === "new") return side === "right" ? <ins>{row.right}</ins> : null;
  if (row.kind === "same") return <>{row[side]}</>;
  const other = side === "left" ? "new" : "gone";
  return difference(row.left, row.right)
    .filter(({ kind }) => kind !== other)
    .map((piece, at) => {
      const key = `${at} ${piece.kind}`;
      if (piece.kind === "same") return <span key={key}>{piece.text}</span>;
      return side === "left" ? <del key={key}>{piece.text}</del> : <ins key={key}>{piece.text}</ins>;
    });
}

function Row({ row }: { row: DiffRow }) {
  return (
    <div className={`diff-row ${row.kind}`}>
      <p>
        <Words row={row} side="left" />
      </p>
      <p>
        <Words row={row} side="right" />
      </p>
    </div>
  );
}

export function DiffView({ left, right }: { left: string; right: string }) {
  const { t, i18n } = useTranslation();
  const rows = useMemo(() => rowsOf(left, right), [left, right]);
  const folds = useMemo(() => foldsOf(rows), [rows]);
  const [open, setOpen] = useState<readonly number[]>([]);
  const changes = rows.filter(({ kind }) => kind !== "same").length;
  return (
    <>
      <p className="diff-count" role="status">
        {changes === 0
          ? t("duplicates.no_changes")
          : t("duplicates.changes", { changes: formatNumber(changes, i18n.language) })}
      </p>
      <section className="diff" aria-label={t("duplicates.comparison")}>
        {folds.map((fold) => {
          if (!fold.folded) return <Row key={fold.at} row={fold.row} />;
          if (!open.includes(fold.at))
            return (
              <UnstyledButton key={fold.at} className="diff-fold" onClick={() => setOpen([...open, fold.at])}>
                {t("duplicates.folded", { paragraphs: formatNumber(fold.rows.length, i18n.language) })}
              </UnstyledButton>
            );
          return (
            <Fragment key={fold.at}>
              {fold.rows.map((row, at) => {
                const key = `${fold.at} ${at}`;
                return <Row key={key} row={row} />;
              })}
            </Fragment>
          );
        })}
      </section>
    </>
  );
}
