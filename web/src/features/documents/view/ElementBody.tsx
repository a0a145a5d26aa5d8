// One parsed element as a reader expects to see it.
import { memo, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Element } from "@/api";
import { findQuote } from "@/text/quote";
import type { Cited } from "./cited";
import { TableView } from "./TableView";

/** `part`: what of it is cited, to be marked. */
type Props = { element: Element; part?: Cited | undefined };

export const ElementBody = memo(function ElementBody({ element, part }: Props) {
  const { t } = useTranslation();
  const { kind, level, table, latex } = element;
  const text = useMarked(element.text, part?.quote);
  switch (kind) {
    case "title":
      return <h2>{text}</h2>;
    case "heading":
      return <Heading level={level} text={text} />;
    case "table":
      return table ? <TableView table={table} part={part} /> : <p>{text}</p>;
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

function Heading({ level, text }: { level: number; text: ReactNode }) {
  if (level <= 1) return <h3>{text}</h3>;
  if (level === 2) return <h4>{text}</h4>;
  return level === 3 ? <h5>{text}</h5> : <h6>{text}</h6>;
}

/** The text with the quote marked in it, where it stands there. */
function useMarked(text: string, quote: string | undefined): ReactNode {
  return useMemo(() => {
    const found = quote ? findQuote(text, quote) : undefined;
    if (!found) return text;
    return (
      <>
        {text.slice(0, found.begin)}
        <mark data-quoted>{text.slice(found.begin, found.end)}</mark>
        {text.slice(found.end)}
      </>
    );
  }, [text, quote]);
}
