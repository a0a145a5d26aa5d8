// Text with the words of a question marked, or with stretches that are known by where they stand.
import { useMemo } from "react";
import { highlight, type Span, spansOf } from "@/text/highlight";

export function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  const spans = useMemo(() => highlight(text, terms), [text, terms]);
  return <Spans spans={spans} />;
}

type Range = { start: number; end: number };

export function MarkedRanges({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  const spans = useMemo(() => spansOf(text, ranges), [text, ranges]);
  return <Spans spans={spans} />;
}

function Spans({ spans }: { spans: readonly Span[] }) {
  let end = 0;
  return spans.map(({ text, marked }) => {
    const begin = end;
    end += text.length;
    return marked ? <mark key={begin}>{text}</mark> : <span key={begin}>{text}</span>;
  });
}
