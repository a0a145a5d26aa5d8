// An answer's text; every [n] that stands for a citation is a button that opens its source.
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Citation } from "@/api";
import { type Block, type Doubt, type Inline, parseAnswer } from "@/text/answer";
import { useReason } from "./DoubtsView";

type Props = {
  text: string;
  citations: readonly Citation[];
  /** Of what is whole. */
  doubts?: readonly Doubt[];
  onCite: (citation: Citation) => void;
};

const none: readonly Doubt[] = [];

export function AnswerText({ text, citations, doubts = none, onCite }: Props) {
  const blocks = useMemo(() => parseAnswer(text, doubts), [text, doubts]);
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

function InlinePart({ part, citations, onCite }: { part: Inline } & Pick<Props, "citations" | "onCite">) {
  const { t } = useTranslation();
  const reason = useReason();
  if (part.kind !== "citation") {
    const text = part.kind === "text" ? part.text : createElement(part.kind, null, part.text);
    if (!part.doubt) return text;
    return (
      <mark className="doubt" title={reason(part.doubt)}>
        {text}
      </mark>
    );
  }
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
