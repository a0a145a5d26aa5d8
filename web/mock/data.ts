// What the mock knows: invented documents of an invented company.
const page = { label: "1", width: 595, height: 842 };
const base = Date.UTC(2026, 2, 2, 4, 5);

type Box = [number, number, number, number];
const element = (id: string, kind: string, text: string, page_index: number, box: Box | null, more: object = {}) => ({
  id,
  kind,
  text,
  places: page_index < 0 ? [] : [{ page_index, page_label: String(page_index + 1), box }],
  level: 0,
  table: null,
  latex: "",
  ...more,
});
const cell = (row: number, column: number, text: string, header = false, row_span = 1, column_span = 1) => ({
  row,
  column,
  row_span,
  column_span,
  header,
  text,
});

const contract = [
  element("1000000000000001", "page_header", "두리벌계측 주식회사 · 부품 구매 기본계약서", 0, [60, 30, 540, 44]),
  element("1000000000000002", "title", "부품 구매 기본계약서", 0, [180, 80, 420, 110]),
  element("1000000000000003", "heading", "제1조(목적)", 0, [60, 150, 200, 166], { level: 2 }),
  element(
    "1000000000000004",
    "paragraph",
    "이 계약은 구매자와 공급자가 계측기 부품을 사고파는 데 필요한 기본 사항을 정하는 것을 목적으로 한다.",
    0,
    [60, 176, 535, 216],
  ),
  element("1000000000000005", "heading", "제2조(계약 기간)", 0, [60, 240, 220, 256], { level: 2 }),
  element(
    "1000000000000006",
    "paragraph",
    "계약 기간은 계약을 맺은 날부터 2년으로 한다. 어느 쪽도 만료 60일 전까지 서면으로 알리지 아니하면 같은 조건으로 1년씩 연장된다.",
    0,
    [60, 266, 535, 322],
  ),
  element("1000000000000007", "page_footer", "- 1 -", 0, [280, 805, 315, 818]),
  element("1000000000000008", "heading", "제3조(대금 지급)", 1, [60, 80, 220, 96], { level: 2 }),
  element(
    "1000000000000009",
    "list_item",
    "1. 구매자는 검수를 마친 날이 속한 달의 다음 달 말일까지 대금을 지급한다.",
    1,
    [70, 106, 535, 134],
  ),
  element("100000000000000a", "list_item", "2. 지급이 늦으면 연 6퍼센트의 지연 이자를 더한다.", 1, [70, 140, 535, 156]),
  element("100000000000000b", "caption", "[표 1] 단가", 1, [60, 190, 140, 204]),
  element("100000000000000c", "table", "품목 | 단가 | 비고", 1, [60, 210, 535, 330], {
    table: {
      rows: 4,
      columns: 4,
      cells: [
        cell(0, 0, "품목", true, 2),
        cell(0, 1, "단가(원)", true, 1, 2),
        cell(0, 3, "비고", true, 2),
        cell(1, 1, "1,000개 미만", true),
        cell(1, 2, "1,000개 이상", true),
        cell(2, 0, "압력 센서"),
        cell(2, 1, "42,000"),
        cell(2, 2, "39,500"),
        cell(2, 3, "교정 성적서 포함", false, 2),
        cell(3, 0, "표시 모듈"),
        cell(3, 1, "18,300"),
        cell(3, 2, "17,100"),
      ],
    },
  }),
  element("100000000000000d", "footnote", "1) 부가가치세는 따로 더한다.", 1, [60, 760, 300, 774]),
];
const rules = [
  element("2000000000000001", "title", "국내외 여비 규정", 0, null),
  element("2000000000000002", "heading", "제2장 국내 여비", 0, null, { level: 1 }),
  element(
    "2000000000000003",
    "paragraph",
    "국내 출장 여비는 별표 1에 따라 지급한다. 숙박비는 1박의 상한액이며, 상한을 넘는 금액은 재무회계팀장의 사전 승인을 받은 경우에만 지급한다.",
    0,
    null,
  ),
  element(
    "2000000000000004",
    "paragraph",
    "자가용 연료비는 1킬로미터에 210원으로 계산하고, 통행료와 주차료는 영수증에 따라 실비로 지급한다.",
    0,
    null,
  ),
  element("2000000000000005", "code", "여비 = 교통비 + 숙박비 + 일비 + 식비", 0, null),
];

const summary = {
  state: "ready",
  label: "O",
  owner: "owner",
  pages: 2,
  chunks: 7,
  warnings: 0,
  characters_in: 18_240,
  characters_out: 18_240,
  created_ms: base,
  updated_ms: base,
  error: null,
  duplicate_of: undefined as string | undefined,
};
export type Doc = Omit<typeof summary, "error"> & {
  id: string;
  name: string;
  title: string;
  media_type: string;
  bytes: number;
  source: string;
  allow: string[];
  error: { code: string; message: string; reason: string } | null;
  elements: typeof contract;
};

export const documents: Doc[] = [
  {
    ...summary,
    id: "d1",
    name: "부품_구매_기본계약서.pdf",
    title: "부품 구매 기본계약서",
    media_type: "application/pdf",
    bytes: 284_120,
    label: "S",
    source: "upload:부품_구매_기본계약서.pdf",
    allow: ["everyone"],
    elements: contract,
    warnings: 1,
    characters_out: 18_002,
  },
  {
    ...summary,
    id: "d2",
    name: "국내외_여비_규정.hwpx",
    title: "국내외 여비 규정",
    media_type: "application/hwp+zip",
    bytes: 61_020,
    source: "upload:국내외_여비_규정.hwpx",
    allow: ["everyone"],
    elements: rules,
    updated_ms: base - 86_400_000,
  },
  {
    ...summary,
    id: "d3",
    name: "임원_보수_규정.hwpx",
    title: "임원 보수 규정",
    media_type: "application/hwp+zip",
    bytes: 40_100,
    label: "C",
    source: "upload:임원_보수_규정.hwpx",
    allow: ["group:임원실"],
    elements: rules,
    updated_ms: base - 2 * 86_400_000,
  },
  {
    ...summary,
    id: "d4",
    name: "2019_설비_점검표_스캔본.pdf",
    title: "",
    media_type: "application/pdf",
    bytes: 5_200_000,
    state: "failed",
    pages: 0,
    characters_in: 0,
    characters_out: 0,
    source: "upload:2019_설비_점검표_스캔본.pdf",
    allow: [],
    elements: [],
    error: { code: "bad_input", message: "locked", reason: "password_required" },
  },
  {
    ...summary,
    id: "d5",
    name: "계약/2025/부품_구매_기본계약서 (사본).pdf",
    title: "부품 구매 기본계약서",
    media_type: "application/pdf",
    bytes: 284_120,
    state: "duplicate",
    duplicate_of: "d1",
    source: "upload:사본.pdf",
    allow: [],
    elements: [],
  },
];

const pageOf = (doc: Doc) => (doc.media_type === "application/pdf" ? [page, { ...page, label: "2" }] : [page]);

export const contentOf = (doc: Doc) => ({
  document: { title: doc.title, media_type: doc.media_type, pages: pageOf(doc) },
  elements: doc.elements,
  warnings: doc.warnings > 0 ? [{ code: "needs_ocr", page_index: 1, detail: "1 picture" }] : [],
  account: {
    characters_in: doc.characters_in,
    characters_out: doc.characters_out,
    dropped:
      doc.characters_in > doc.characters_out
        ? [{ reason: "hidden", characters: doc.characters_in - doc.characters_out }]
        : [],
  },
});

const hit = (rank: number, doc: Doc, at: number, lead: string) => {
  const element = doc.elements[at];
  return {
    rank,
    score: 1 - rank * 0.17,
    chunk_id: `${doc.id}-${at}`,
    document: doc.id,
    name: doc.name,
    title: doc.title,
    text: element?.text ?? "",
    lead,
    label: doc.label,
    places: element?.places ?? [],
    elements: element ? [element.id] : [],
    coverage: 0.9 - rank * 0.2,
    legs: { lexical: { rank, score: 7.31 / rank }, dense: { rank: rank === 2 ? 0 : rank, score: 0.42 } },
  };
};
const [first, second] = documents as [Doc, Doc];
export const hits = [
  hit(1, first, 5, "부품 구매 기본계약서 › 제2조(계약 기간)"),
  hit(2, second, 2, "제2장 국내 여비"),
  hit(3, first, 8, "제3조(대금 지급)"),
];

const cite = (number: number, doc: Doc, at: number) => ({
  number,
  document: doc.id,
  name: doc.name,
  title: doc.title,
  chunk_id: `${doc.id}-${at}`,
  quote: doc.elements[at]?.text ?? "",
  elements: [doc.elements[at]?.id ?? ""],
  places: doc.elements[at]?.places ?? [],
});
export const answer = {
  answer:
    "계약 기간은 계약을 맺은 날부터 **2년**입니다 [1].\n\n- 만료 60일 전까지 서면으로 알리지 않으면 같은 조건으로 1년씩 연장됩니다 [1].\n- 국내 출장 숙박비는 별표 1의 상한액 안에서 지급합니다 [2].",
  abstained: false,
  label: "S",
  model: "gguf/small",
  citations: [cite(1, first, 5), cite(2, second, 2)],
  nearest: [],
};
export const abstention = {
  answer: "올라와 있는 문서에서는 확인할 수 없습니다.",
  abstained: true,
  label: "O",
  model: "gguf/small",
  citations: [],
  nearest: hits.slice(0, 2),
};

const person = (login: string, display_name: string, role: string, clearance: string, active = true) => ({
  id: `p-${login}`,
  login,
  display_name,
  role,
  clearance,
  active,
  created_ms: base,
});
export const people = [
  person("owner", "한소유", "owner", "C"),
  person("kim", "김편집", "editor", "S"),
  person("park", "박열람", "reader", "O"),
  person("lee", "이전직", "reader", "O", false),
];
export const groups = [
  { id: "g1", name: "임원실", members: ["person:owner"] },
  { id: "g2", name: "재무회계팀", members: ["person:kim", "group:임원실"] },
];
export const keys = [
  {
    id: "k1",
    name: "사내 메신저 봇",
    prefix: "onggi-a1b2",
    person: "owner",
    created_ms: base,
    last_used_ms: base,
    expires_ms: 0,
    active: true,
  },
];
export const audit = Array.from({ length: 30 }, (_, at) => ({
  number: 30 - at,
  time_ms: base - at * 60_000,
  actor: at % 3 === 0 ? "kim" : "owner",
  through: at % 4 === 0 ? "사내 메신저 봇" : "password",
  action: ["document.read", "search", "ask", "document.change"][at % 4],
  object: at % 2 === 0 ? "d1" : "",
  outcome: at === 5 ? "not_allowed" : "ok",
  detail: "",
  address: "10.0.3.21",
}));
