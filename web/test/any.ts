// Small valid values of the contract, to be changed where a test cares.
import type {
  Answer,
  Citation,
  Content,
  DocumentDetail,
  DocumentId,
  DocumentSummary,
  Element,
  ElementId,
  Hit,
  Job,
  JobId,
} from "@/api";

export const documentId = (id: string) => id as DocumentId;
export const elementId = (id: string) => id as ElementId;

export const anyDocument = (change: Partial<DocumentSummary> = {}): DocumentSummary => ({
  id: documentId("d1"),
  name: "계약서.pdf",
  title: "구매 계약서",
  media_type: "application/pdf",
  bytes: 2048,
  state: "ready",
  label: "O",
  owner: "kim",
  pages: 3,
  chunks: 4,
  warnings: 0,
  characters_in: 1000,
  characters_out: 1000,
  created_ms: 1,
  updated_ms: 1,
  error: null,
  ...change,
});
export const anyDetail = (change: Partial<DocumentDetail> = {}): DocumentDetail => ({
  ...anyDocument(),
  source: "upload:계약서.pdf",
  allow: ["everyone"],
  may_change: false,
  may_delete: false,
  versions: [],
  may_correct: false,
  masked: false,
  may_see_unmasked: true,
  metadata_values: [],
  proposal: null,
  stages: [],
  ...change,
});
export const anyElement = (change: Partial<Element> = {}): Element => ({
  id: elementId("e1"),
  kind: "paragraph",
  text: "계약 기간은 2년이다.",
  places: [{ page_index: 0, page_label: "1", box: [10, 20, 110, 40] }],
  level: 0,
  table: null,
  latex: "",
  ...change,
});
export const anyContent = (elements: Element[] = [anyElement()], pages = 2): Content => ({
  document: {
    title: "구매 계약서",
    media_type: "application/pdf",
    pages: Array.from({ length: pages }, (_, at) => ({ label: String(at + 1), width: 595, height: 842 })),
  },
  elements,
  warnings: [],
  account: { characters_in: 1000, characters_out: 990, dropped: [{ reason: "hidden", characters: 7 }] },
});
export const anyHit = (change: Partial<Hit> = {}): Hit => ({
  rank: 1,
  score: 0.9,
  chunk_id: "c1" as Hit["chunk_id"],
  document: documentId("d1"),
  name: "계약서.pdf",
  title: "구매 계약서",
  text: "계약 기간은 2년이다.",
  lead: "제2조",
  label: "S",
  places: [{ page_index: 2, page_label: "3", box: null }],
  elements: [elementId("e1"), elementId("e2")],
  fused: 0.7,
  features: { covered: 0.8, adjacent: 1, phrase: 0, early: 0.6, opening: 0.6 },
  coverage: 0.8,
  legs: { lexical: { rank: 1, score: 7.2 }, dense: { rank: 0, score: 0 } },
  ...change,
});
export const anyCitation = (change: Partial<Citation> = {}): Citation => ({
  number: 1,
  document: documentId("d1"),
  name: "계약서.pdf",
  title: "구매 계약서",
  chunk_id: "c1" as Citation["chunk_id"],
  quote: "계약 기간은 2년이다.",
  elements: [elementId("e1")],
  places: [{ page_index: 2, page_label: "3", box: null }],
  ...change,
});
export const anyAnswer = (change: Partial<Answer> = {}): Answer => ({
  answer: "2년입니다 [1].",
  abstained: false,
  label: "O",
  model: "gguf/small",
  citations: [anyCitation()],
  nearest: [],
  ...change,
});
export const anyJob = (change: Partial<Job> = {}): Job => ({
  id: "j1" as JobId,
  type: "ingest",
  state: "running",
  progress: 0.5,
  stage: "parse",
  attempts: 1,
  created_ms: 1,
  started_ms: 1,
  finished_ms: 0,
  document_id: documentId("d1"),
  error: null,
  ...change,
});
