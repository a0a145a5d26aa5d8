import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { type Answer, ApiError, type ApplicationVersion, type DocumentId } from "@/api";
import { show } from "../../../test/show";
import { CallView } from "./CallView";
import { DocumentsView } from "./DocumentsView";
import { type Draft, draftOf, isChanged, problemsOf, settingsOf } from "./draft";
import { FormView } from "./FormView";
import { SaveView } from "./SaveView";
import { snippetsFor } from "./snippets";
import { TrialView } from "./TrialView";
import { VersionsView } from "./VersionsView";

const id = (text: string) => text as DocumentId;
const settings = {
  title: "휴가 안내",
  description: "",
  instructions: "짧게 답합니다.",
  documents: [id("doc_1")],
  where: ["department=인사팀"],
  model: "writer",
  hits: 4,
  temperature: 0.5,
  max_tokens: 300,
  forbidden: ["구조조정"],
  active: true,
  shared_with: ["group:인사팀"],
};
const draft = (change: Partial<Draft> = {}): Draft => ({
  ...draftOf(settings, { name: "leave", owner: "kim" }),
  ...change,
});

it("keeps in a draft what was saved", () => {
  expect(settingsOf(draft())).toEqual(settings);
  expect(isChanged(draft(), draft())).toBe(false);
  expect(isChanged(draft({ hits: 5 }), draft())).toBe(true);
  expect(settingsOf(draft({ scope: "all" }))).toMatchObject({ documents: [], where: [] });
});

it("says what keeps a draft from being saved", () => {
  expect(problemsOf(draft())).toEqual([]);
  expect(problemsOf(draft({ title: " " }))).toEqual(["title"]);
  for (const name of ["", "a", "Leave", "-ab", "휴가", "a".repeat(41)])
    expect(problemsOf(draft({ name }))).toEqual(["name"]);
  expect(problemsOf(draft({ instructions: "가".repeat(2_731) }))).toEqual(["instructions"]);
  expect(problemsOf(draft({ instructions: "{{question}}" }))).toEqual(["braces"]);
  expect(problemsOf(draft({ documents: [], where: [] }))).toEqual(["scope"]);
  expect(problemsOf(draft({ allow: { mode: "some", groups: [], people: [] } }))).toEqual(["allow"]);
});

it("gives what each program has to say", () => {
  const snippets = snippetsFor("http://onggi.local:8400", "onggi/leave", "it's 연차?");
  expect(snippets.map(({ language }) => language)).toEqual(["curl", "python", "typescript", "cpp"]);
  for (const { code } of snippets) {
    expect(code).toContain("http://onggi.local:8400/v1");
    expect(code).toContain("onggi/leave");
    expect(code).toContain("ONGGI_API_KEY");
    expect(code).not.toMatch(/onggi-[A-Za-z0-9]/);
  }
  expect(snippets[0]?.code).toContain("it'\\''s");
});

const form = (part: Partial<Parameters<typeof FormView>[0]> = {}) => (
  <FormView
    draft={draft()}
    isNew
    problems={[]}
    nameTaken={false}
    models={{ default: "onggi/extractive", models: [] }}
    choices={{ groups: ["인사팀"], people: undefined }}
    documents={<p>문서</p>}
    onChange={() => {}}
    {...part}
  />
);

it("takes a name once and says where it is taken", async () => {
  const onChange = vi.fn();
  const { unmount } = show(form({ nameTaken: true, onChange }));
  expect(screen.getByText("이미 앱이나 모델이 쓰는 이름입니다.")).toBeVisible();
  await userEvent.type(screen.getByLabelText(/모델 이름/), "X");
  expect(onChange).toHaveBeenCalledWith({ name: "leavex" });
  unmount();
  show(form({ isNew: false }));
  expect(screen.getByLabelText(/모델 이름/)).toBeDisabled();
});

it("says where nobody reads the instructions", () => {
  const { unmount } = show(form({ draft: draft({ model: "onggi/extractive" }) }));
  expect(screen.getByText(/지침을 읽지 않습니다/)).toBeVisible();
  unmount();
  show(form());
  expect(screen.queryByText(/지침을 읽지 않습니다/)).toBeNull();
});

it("picks documents and takes conditions away", async () => {
  const onChange = vi.fn();
  const view = (part: Partial<Draft>) => (
    <DocumentsView
      draft={draft(part)}
      empty={false}
      names={new Map([[id("doc_1"), "휴가.txt"]])}
      found={[]}
      typed=""
      onTyped={() => {}}
      condition={null}
      conditionReady={false}
      onAddCondition={() => {}}
      onChange={onChange}
    />
  );
  const { unmount } = show(view({ documents: [id("doc_1"), id("doc_2")] }));
  expect(screen.getByText("휴가.txt", { selector: ".mantine-Pill-label" })).toBeVisible();
  expect(screen.getByText("볼 수 없는 문서 (doc_2)", { selector: ".mantine-Pill-label" })).toBeVisible();
  expect(screen.getByRole("button", { name: "조건 추가" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "‘department=인사팀’ 조건 빼기" }));
  expect(onChange).toHaveBeenCalledWith({ where: [] });
  unmount();
  show(view({ scope: "all" }));
  expect(screen.queryByText("휴가.txt")).toBeNull();
});

const answer: Answer = {
  answer: "15일입니다 [1].",
  abstained: false,
  refused: false,
  ai_generated: true,
  label: "O",
  model: "writer",
  prompt: "",
  queries: [],
  citations: [],
  sentences: [],
  nearest: [],
  guards: [],
};
const trial = (part: Partial<Parameters<typeof TrialView>[0]> = {}) => (
  <TrialView
    question="연차는?"
    note=""
    busy={false}
    error={null}
    answer={undefined}
    onQuestion={() => {}}
    onAsk={() => {}}
    onOpen={() => {}}
    {...part}
  />
);

it("is asked with the keyboard, and shows every state", async () => {
  const onAsk = vi.fn();
  const { unmount } = show(trial({ onAsk }));
  await userEvent.type(screen.getByRole("textbox", { name: "질문" }), "{Enter}");
  expect(onAsk).toHaveBeenCalledTimes(1);
  unmount();
  const first = show(trial({ question: " " }));
  expect(screen.getByRole("button", { name: "물어보기" })).toBeDisabled();
  first.unmount();
  const second = show(trial({ answer }));
  expect(screen.getByRole("status", { name: "답" })).toHaveTextContent("15일입니다");
  expect(screen.getByText("모델 writer")).toBeVisible();
  second.unmount();
  const third = show(trial({ answer: { ...answer, abstained: true } }));
  expect(screen.getByText("문서에서 답을 찾지 못했습니다")).toBeVisible();
  third.unmount();
  show(trial({ answer, error: new ApiError("not_found", "", "model_not_found") }));
  expect(screen.getByRole("alert")).toHaveTextContent("고르신 모델이 없습니다.");
  expect(screen.queryByRole("status", { name: "답" })).toBeNull();
});

const call = (part: Partial<Parameters<typeof CallView>[0]> = {}) => (
  <CallView
    model="onggi/leave"
    base="http://onggi.local"
    active
    mayUse
    snippets={snippetsFor("http://onggi.local", "onggi/leave", "연차?")}
    busy={false}
    error={null}
    onKey={() => {}}
    {...part}
  />
);

it("makes keys only where they would answer", async () => {
  const onKey = vi.fn();
  const { unmount } = show(call({ onKey }));
  await userEvent.click(screen.getByRole("button", { name: "API 키 만들기" }));
  expect(onKey).toHaveBeenCalledTimes(1);
  await userEvent.click(screen.getByRole("tab", { name: "Python" }));
  expect(screen.getByRole("tabpanel")).toHaveTextContent('model="onggi/leave"');
  unmount();
  const off = show(call({ active: false }));
  expect(screen.getByRole("button", { name: "API 키 만들기" })).toBeDisabled();
  expect(screen.getByText("꺼 둔 앱입니다. 켜야 부를 수 있습니다.")).toBeVisible();
  off.unmount();
  show(call({ mayUse: false }));
  expect(screen.getByText(/키를 만들 수 없습니다/)).toBeVisible();
});

it("saves with a reason, and says what is missing", async () => {
  const onSave = vi.fn();
  const view = (problems: Parameters<typeof SaveView>[0]["problems"], changed = true) => (
    <SaveView
      isNew={false}
      changed={changed}
      problems={problems}
      busy={false}
      error={null}
      onSave={onSave}
      onDiscard={() => {}}
      onLoad={() => {}}
      onGoOn={() => {}}
    />
  );
  const { unmount } = show(view(["scope"]));
  expect(screen.getByRole("button", { name: "저장" })).toBeDisabled();
  expect(screen.getByText("문서나 조건을 하나 이상 정해 주십시오.")).toBeVisible();
  unmount();
  const same = show(view([], false));
  expect(screen.getByRole("button", { name: "저장" })).toBeDisabled();
  same.unmount();
  show(view([]));
  await userEvent.type(screen.getByLabelText("바꾼 이유 (선택)"), "짧게{Enter}");
  expect(onSave).toHaveBeenCalledWith("짧게");
});

it("lets choose where somebody else saved meanwhile", async () => {
  const onLoad = vi.fn();
  const onGoOn = vi.fn();
  show(
    <SaveView
      isNew={false}
      changed
      problems={[]}
      busy={false}
      error={new ApiError("conflict", "", "changed_meanwhile")}
      onSave={() => {}}
      onDiscard={() => {}}
      onLoad={onLoad}
      onGoOn={onGoOn}
    />,
  );
  expect(screen.getByRole("alert")).toHaveTextContent("그 사이에 다른 사람이 바꾸었습니다.");
  await userEvent.click(screen.getByRole("button", { name: "지금 내용 불러오기" }));
  await userEvent.click(screen.getByRole("button", { name: "내 내용으로 계속" }));
  expect([onLoad.mock.calls.length, onGoOn.mock.calls.length]).toEqual([1, 1]);
});

it("brings versions back but the one in use", async () => {
  const versions: ApplicationVersion[] = [2, 1].map((number) => ({
    number,
    by: "kim",
    time_ms: 1,
    message: `까닭 ${number}`,
    settings,
  }));
  const onRestore = vi.fn();
  show(<VersionsView versions={versions} inUse={2} busy={false} onRestore={onRestore} />);
  const rows = within(screen.getByRole("list", { name: "이력" })).getAllByRole("listitem");
  expect(rows[0]).toHaveTextContent("적용 중");
  expect(within(rows[0] as HTMLElement).queryByRole("button")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "1판으로 되돌리기" }));
  expect(onRestore).toHaveBeenCalledWith(1);
});
