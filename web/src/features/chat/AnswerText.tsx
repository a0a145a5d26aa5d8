// An answer's text; every [n] that stands for a citation is a button that opens its source.
import { Fragment, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Citation } from "@/api";
import { type Block, type Inline, parseAnswer } from "@/text/answer";

type Props = { text: string; citations: readonly Citation[]; onCite: (citation: Citation) => void };

export function AnswerText({ text, citations, onCite }: Props) {
  const blocks = useMemo(() => parseAnswer(text), [text]);
  const line = (parts: readonly Inline[]): ReactNode =>
    parts.map((part, at) => <InlinePart key={at} part={part} citations={citations} onCite={onCite} />);
  return (
    <div className="answer-text">
      {blocks.map((block, at) => (
        <BlockPart key={at} block={block} line={line} />
      ))}
    </div>
  );
}

function BlockPart({ block, line }: { block: Block; line: (parts: readonly Inline[]) => ReactNode }) {
  switch (block.kind) {
    case "heading":
      return <p className="answer-heading">{line(block.line)}</p>;
    case "code":
      return <pre>{block.text}</pre>;
    case "list": {
      const Tag = block.ordered ? "ol" : "ul";
      return (
        <Tag {...(block.ordered ? { start: block.start } : {})}>
          {block.items.map((item, at) => (
            <li key={at}>{line(item)}</li>
          ))}
        </Tag>
      );
    }
    case "paragraph":
      return (
        <p>
          {block.lines.map((parts, at) => (
            <Fragment key={at}>
              {at > 0 && <br />}
              {line(parts)}
            </Fragment>
          ))}
        </p>
      );
  }
}

function InlinePart({ part, citations, onCite }: { part: Inline } & Omit<Props, "text">) {
  const { t } = useTranslation();
  if (part.kind === "text") return part.text;
  if (part.kind === "strong") return <strong>{part.text}</strong>;
  if (part.kind === "code") return <code>{part.text}</code>;
  const citation = citations.find(({ number }) => number === part.number);
  if (!citation) return `[${part.number}]`;
  return (
    <button
      type="button"
      className="cite"
      aria-label={t("chat.cite", { number: part.number, name: citation.name })}
      onClick={() => onCite(citation)}
    >
      {part.number}
    </button>
  );
}
