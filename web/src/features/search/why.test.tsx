import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Absence, Right, Session } from "@/api";
import ko from "@/i18n/ko.json";
import { anyDocument, anyHit, documentId } from "../../../test/any";
import { show } from "../../../test/show";
import { SessionContext } from "../session/useSession";
import { HitListView } from "./HitListView";
import { WhyEntry } from "./WhyDialog";
import { WhyView } from "./WhyView";

const anyAbsence = (change: Partial<Absence> = {}): Absence => ({
  reason: "outranked",
  rank: 0,
  instead: "",
  legs: {},
  coverage: 0,
  missing: [],
  ...change,
});
const legs = { lexical: { rank: 37, score: 2 }, dense: { rank: 0, score: 0 } };
const view = (absence: Absence, rest: Partial<Parameters<typeof WhyView>[0]> = {}) =>
  show(<WhyView absence={absence} document={anyDocument()} person="" onClear={vi.fn()} {...rest} />);
const rows = () => screen.getAllByRole("row").map((row) => row.textContent);

describe("WhyView", () => {
  it("says each reason and what can be done", () => {
    for (const reason of Object.keys(ko.search.why.reason) as (keyof typeof ko.search.why.reason)[]) {
      const { unmount, container } = view(anyAbsence({ reason }), { person: "hong" });
      expect(container).toHaveTextContent(ko.search.why.reason[reason].replace("{{person}}", "hong"));
      expect(container).toHaveTextContent(ko.search.why.advice[reason]);
      expect(screen.getByRole("link", { name: "‘계약서.pdf’ 열기" })).toHaveAttribute("href", "/documents/d1");
      unmount();
    }
  });
  it("tells where the best passage stands, by each leg and among all", () => {
    view(anyAbsence({ rank: 41, legs, coverage: 0.5, missing: ["주차장"] }));
    expect(rows()).toEqual(["낱말37위", "의미찾지 못함", "전체 순위41위", "질문의 낱말 포함50%"]);
    expect(screen.getByText("가장 가까운 대목에 없는 낱말: 주차장")).toBeVisible();
  });
  it("gives no rank that says nothing: behind the hundredth the legs were asked for this document alone", () => {
    view(anyAbsence({ legs }));
    expect(rows()).toEqual(["낱말찾음", "의미찾지 못함", "전체 순위100위 밖", "질문의 낱말 포함0%"]);
  });
  it("names the words of a document that holds none", () => {
    view(anyAbsence({ reason: "no_words", missing: ["주차장", "요금"] }));
    expect(screen.getByText("이 문서에서 찾지 못한 낱말: 주차장, 요금")).toBeVisible();
    expect(screen.queryByRole("table")).toBeNull();
  });
  it("leads to the document that is found instead", () => {
    view(anyAbsence({ reason: "superseded", instead: "d2" }), {
      instead: { id: documentId("d2"), name: "새 계약서.pdf" },
    });
    expect(screen.getByRole("link", { name: "‘새 계약서.pdf’ 열기" })).toHaveAttribute("href", "/documents/d2");
  });
  it("takes away the condition or the day that keeps it out", async () => {
    const onClear = vi.fn();
    const { unmount } = view(anyAbsence({ reason: "conditions" }), { onClear });
    await userEvent.click(screen.getByRole("button", { name: "문서 정보 조건 지우기" }));
    unmount();
    view(anyAbsence({ reason: "not_in_force" }), { onClear });
    await userEvent.click(screen.getByRole("button", { name: "기준일 지우기" }));
    expect(onClear.mock.calls).toEqual([["where"], ["on"]]);
  });
  it("says at which rank it stands, and goes there only where that is on the page", async () => {
    const onGo = vi.fn();
    const { unmount } = view(anyAbsence({ reason: "found", rank: 3, legs }), { onGo });
    expect(screen.getByText("검색 결과의 3위에 있습니다.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "3위로 이동" }));
    expect(onGo).toHaveBeenCalledOnce();
    unmount();
    view(anyAbsence({ reason: "found", rank: 3, legs }), { person: "hong" });
    expect(screen.getByText("hong 님의 검색 결과에서 3위에 있습니다.")).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
  });
});

type Sent = { path: string; body: unknown };
/** A server that knows one document, and answers what `answer` gives. */
function serve(answer: () => Response | Promise<Response>): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const path = String(input).split("?")[0] ?? "";
    sent.push({ path, body: init.body ? JSON.parse(String(init.body)) : undefined });
    if (path === "/api/search/why") return answer();
    if (path === "/api/documents") return Response.json({ documents: [anyDocument()], total: 1 });
    return Response.json({ groups: [], people: [{ login: "hong", active: true }] });
  });
  return sent;
}
const session = (rights: Right[]) => ({ rights }) as unknown as Session;

function entry(rights: Right[] = ["ask"]) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const hits = [anyHit()];
  const data = { hits, terms: [], variants: [], reranker: "none" as const, learns: false, duration_us: 1 };
  return render(
    <MantineProvider env="test">
      <SessionContext.Provider value={session(rights)}>
        <QueryClientProvider client={client}>
          <HitListView onUse={vi.fn()} hits={{ state: "ready", data }} />
          <WhyEntry query="계약" narrowed={{ where: "department=재무팀" }} hits={hits} onClear={vi.fn()} />
        </QueryClientProvider>
      </SessionContext.Provider>
    </MantineProvider>,
  );
}
const opening = () => screen.getByRole("button", { name: "찾는 문서가 없나요?" });
async function choose(person?: string) {
  fireEvent.click(opening());
  fireEvent.click(await screen.findByRole("combobox", { name: "찾으시는 문서" }));
  fireEvent.click(await screen.findByRole("option", { name: /계약서\.pdf/ }));
  if (person) fireEvent.change(screen.getByRole("combobox", { name: another }), { target: { value: person } });
  fireEvent.click(screen.getByRole("button", { name: "이유 확인" }));
}
const another = "다른 사람으로 확인";

describe("WhyEntry", { timeout: 20_000 }, () => {
  afterEach(() => vi.unstubAllGlobals());

  it("asks nothing before a document is chosen", async () => {
    serve(() => Response.json(anyAbsence()));
    entry();
    fireEvent.click(opening());
    expect(await screen.findByRole("button", { name: "이유 확인" })).toBeDisabled();
    expect(screen.getByRole("region", { name: "확인 결과" })).toBeEmptyDOMElement();
  });
  it("asks about the search as it was narrowed, and tells the answer", async () => {
    const sent = serve(() => Response.json(anyAbsence({ reason: "conditions" })));
    entry();
    await choose();
    const answer = await screen.findByText("고르신 문서 정보 조건에 맞지 않는 문서입니다.");
    expect(answer).toBeVisible();
    expect(sent.find(({ path }) => path === "/api/search/why")?.body).toEqual({
      query: "계약",
      limit: 20,
      document_id: "d1",
      where: ["department=재무팀"],
    });
  });
  it("goes to the hit where the document is among them", async () => {
    serve(() => Response.json(anyAbsence({ reason: "found", rank: 1, legs })));
    entry();
    await choose();
    await userEvent.click(await screen.findByRole("button", { name: "1위로 이동" }));
    await waitFor(() => expect(screen.getByRole("link", { name: "구매 계약서" })).toHaveFocus());
    await new Promise((resume) => setTimeout(resume, 50)); // what a closed dialog gives back, it gives back by now
    expect(screen.getByRole("link", { name: "구매 계약서" })).toHaveFocus();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  it("says what failed, and asks again", async () => {
    let asked = 0;
    serve(() =>
      ++asked === 1
        ? Response.json({ error: { code: "timeout", message: "", request_id: "r7" } }, { status: 504 })
        : Response.json(anyAbsence({ reason: "waiting" })),
    );
    entry();
    await choose();
    const dialog = within(screen.getByRole("dialog"));
    expect(await dialog.findByRole("alert")).toHaveTextContent("요청 번호 r7");
    await userEvent.click(dialog.getByRole("button", { name: "다시 시도" }));
    expect(await dialog.findByText("아직 처리 중인 문서입니다.")).toBeVisible();
  });
  it("looks with another person's eyes", async () => {
    const sent = serve(() => Response.json(anyAbsence({ reason: "readers" })));
    entry(["ask", "manage_labels", "manage_people"]);
    await choose("hong");
    expect(await screen.findByText("hong 님은 이 문서의 열람 대상이 아닙니다.")).toBeVisible();
    expect(sent.find(({ path }) => path === "/api/search/why")?.body).toMatchObject({ as: "hong" });
  });
  it("offers another person's eyes to nobody else", async () => {
    serve(() => Response.json(anyAbsence()));
    entry();
    fireEvent.click(opening());
    await screen.findByRole("combobox", { name: "찾으시는 문서" });
    expect(screen.queryByRole("combobox", { name: another })).toBeNull();
  });
  it("is opened and closed by keyboard, and gives the focus back", async () => {
    serve(() => Response.json(anyAbsence()));
    entry();
    opening().focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByRole("combobox", { name: "찾으시는 문서" })).toHaveFocus());
    await userEvent.keyboard("{Escape}");
    if (screen.queryByRole("dialog")) await userEvent.keyboard("{Escape}"); // the first one closed the list
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(opening()).toHaveFocus());
  });
});
