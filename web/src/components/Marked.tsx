// Text with the words of a question marked.
import { useMemo } from "react";
import { highlight } from "@/text/highlight";

export function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  const spans = useMemo(() => {
    let begin = 0;
    return highlight(text, terms).map((span) => {
      const placed = { ...span, begin };
      begin += span.text.length;
      return placed;
    });
  }, [text, terms]);
  return spans.map(({ begin, text, marked }) =>
    marked ? <mark key={begin}>{text}</mark> : <span key={begin}>{text}</span>,
  );
}
