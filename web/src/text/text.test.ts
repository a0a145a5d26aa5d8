import { describe, expect, it } from "vitest";
import { parseAnswer, withoutHalfMarker } from "./answer";
import { formatBytes, formatDuration, formatShare, formatTime, keptShare } from "./format";
import { highlight, spansOf } from "./highlight";
import { findQuote, wordsOfQuote } from "./quote";

const marked = (text: string, terms: string[]) =>
  highlight(text, terms)
    .filter((span) => span.marked)
    .map((span) => span.text);

describe("spansOf", () => {
  const cut = (...ranges: [number, number][]) =>
    spansOf(
      "가나다라마",
      ranges.map(([start, end]) => ({ start, end })),
    ).map(({ text, marked }) => (marked ? `[${text}]` : text));
  it("marks ranges and loses nothing", () => expect(cut([3, 4], [0, 1])).toEqual(["[가]", "나다", "[라]", "마"]));
  it("joins what overlaps or touches", () => expect(cut([1, 3], [2, 4], [1, 2], [4, 5])).toEqual(["가", "[나다라마]"]));
  it("goes no further than the text", () => expect(cut([4, 99])).toEqual(["가나다라", "[마]"]));
  it("has nothing to say of nothing", () => expect(spansOf("", [{ start: 0, end: 3 }])).toEqual([]));
});

describe("highlight", () => {
  it("marks terms and loses nothing", () => {
    const text = "계약 기간은 2년이다. 계약기간을 연장한다.";
    const spans = highlight(text, ["계약", "기간"]);
    expect(spans.map((span) => span.text).join("")).toBe(text);
    expect(marked(text, ["계약", "기간"])).toEqual(["계약", "기간", "계약", "기간"]);
  });
  it("prefers the longest", () => expect(marked("계약기간", ["계약", "계약기간"])).toEqual(["계약기간"]));
  it("leaves single syllables alone unless there is nothing else", () => {
    expect(marked("이 해는 길다", ["이", "해는"])).toEqual(["해는"]);
    expect(marked("이 해", ["해"])).toEqual(["해"]);
  });
  it("takes terms literally", () => expect(marked("a.b (1) axb", ["a.b", "(1)"])).toEqual(["a.b", "(1)"]));
  it("ignores case", () => expect(marked("DB-G320", ["db-g320"])).toEqual(["DB-G320"]));
  it("finds decomposed terms", () => expect(marked("계약", ["계약".normalize("NFD")])).toEqual(["계약"]));
});

describe("parseAnswer", () => {
  it("sees citations, emphasis and lists", () => {
    expect(parseAnswer("**2년**입니다 [1].\n\n- 연장 [2]\n- 해지")).toEqual([
      {
        kind: "paragraph",
        lines: [
          [
            { kind: "strong", text: "2년" },
            { kind: "text", text: "입니다 " },
            { kind: "citation", number: 1 },
            { kind: "text", text: "." },
          ],
        ],
      },
      {
        kind: "list",
        ordered: false,
        start: 1,
        items: [
          [
            { kind: "text", text: "연장 " },
            { kind: "citation", number: 2 },
          ],
          [{ kind: "text", text: "해지" }],
        ],
      },
    ]);
  });
  it("cuts where a doubt begins and ends, in lists and emphasis too", () => {
    const text = "가나 **다라** 마\n- 바사";
    const doubt = { start: 1, end: 7, support: "denial", what: "" } as const;
    const item = { start: text.indexOf("사"), end: text.length, support: "no_source", what: "" } as const;
    expect(parseAnswer(text, [doubt, item])).toEqual([
      {
        kind: "paragraph",
        lines: [
          [
            { kind: "text", text: "가" },
            { kind: "text", text: "나 ", doubt },
            { kind: "strong", text: "다라", doubt },
            { kind: "text", text: " 마" },
          ],
        ],
      },
      {
        kind: "list",
        ordered: false,
        start: 1,
        items: [
          [
            { kind: "text", text: "바" },
            { kind: "text", text: "사", doubt: item },
          ],
        ],
      },
    ]);
  });
  it("keeps HTML as text", () =>
    expect(parseAnswer("<b>x</b>")).toEqual([{ kind: "paragraph", lines: [[{ kind: "text", text: "<b>x</b>" }]] }]));
  it("keeps code that is not closed yet", () =>
    expect(parseAnswer("```\na [1]")).toEqual([{ kind: "code", text: "a [1]" }]));
  it("hides half a marker", () =>
    expect([withoutHalfMarker("2년 [1"), withoutHalfMarker("2년 [1]"), withoutHalfMarker("2년 **")]).toEqual([
      "2년 ",
      "2년 [1]",
      "2년 ",
    ]));
});

describe("format", () => {
  it("says durations in their two largest units", () => {
    const said = (ms: number) => [formatDuration(ms, "ko"), formatDuration(ms, "en")];
    expect(said(0)).toEqual(["0초", "0s"]);
    expect(said(120.44)).toEqual(["120.4ms", "120.4ms"]);
    expect(said(999.96)).toEqual(["1초", "1s"]);
    expect(said(12_345)).toEqual(["12.3초", "12.3s"]);
    expect(said(59_949)).toEqual(["59.9초", "59.9s"]);
    expect(said(59_950)).toEqual(["1분 0초", "1m 0s"]);
    expect(said(7_500_000)).toEqual(["2시간 5분", "2h 5m"]);
  });
  it("says sizes", () =>
    expect([formatBytes(0, "ko"), formatBytes(2048, "ko"), formatBytes(5_200_000, "ko")]).toEqual([
      "0 B",
      "2 KB",
      "5 MB",
    ]));
  it("never rounds a loss away", () => expect(formatShare(0.9999, "ko")).toBe("99.9%"));
  it("knows no share of nothing", () => expect(keptShare(0, 0)).toBeUndefined());
  it("has no time for never", () => expect(formatTime(0, "ko")).toBe(""));
});

describe("findQuote", () => {
  it.each([
    ["가 나\n다", "나 다", { begin: 2, end: 5 }],
    ["가나", "가나", { begin: 0, end: 2 }],
    ["가나", "다", undefined],
    ["가나", " ", undefined],
  ])("finds in %j the quote %j", (text, quote, range) => expect(findQuote(text, quote)).toEqual(range));
});

describe("wordsOfQuote", () => {
  it.each([
    [["앞", "계약", "기간"], "계약기간", { begin: 1, end: 3 }],
    [["앞", "계약 기간은"], "계약 기간은 이 년이다", { begin: 1, end: 2 }],
    [["두 해이다.", "뒤"], "계약 기간은 두 해이다.", { begin: 0, end: 1 }],
    [["한 해"], "계약은 한 해 동안", { begin: 0, end: 1 }],
    [["앞", "뒤"], "다른 말", undefined],
    [[], "말", undefined],
  ])("finds among %j the quote %j", (words, quote, range) => expect(wordsOfQuote(words, quote)).toEqual(range));
});
