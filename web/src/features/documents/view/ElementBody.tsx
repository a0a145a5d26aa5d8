// One parsed element as a reader expects to see it.
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Element } from "@/api";
import { TableView } from "./TableView";

export const ElementBody = memo(function ElementBody({ element }: { element: Element }) {
  const { t } = useTranslation();
  const { kind, text, level, table, latex } = element;
  switch (kind) {
    case "title":
      return <h2>{text}</h2>;
    case "heading":
      return <Heading level={level} text={text} />;
    case "table":
      return table ? <TableView table={table} /> : <p>{text}</p>;
    case "figure":
      return (
        <p className="figure">
          <span>{t("view.figure")}</span> {text}
        </p>
      );
    case "formula":
    case "code":
      return <pre>{latex || text}</pre>;
    case "list_item":
      return (
        <p className="list-item" style={{ marginInlineStart: `${Math.min(Math.max(level - 1, 0), 4) * 0.7}em` }}>
          {text}
        </p>
      );
    case "caption":
    case "footnote":
    case "page_header":
    case "page_footer":
    case "paragraph":
      return <p>{text}</p>;
  }
});

function Heading({ level, text }: { level: number; text: string }) {
  if (level <= 1) return <h3>{text}</h3>;
  if (level === 2) return <h4>{text}</h4>;
  return level === 3 ? <h5>{text}</h5> : <h6>{text}</h6>;
}
