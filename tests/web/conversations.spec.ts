// Conversations: one with sources and a follow-up survives a reload and another browser, is found, judged, shared, answered
// again, taken along and deleted; the person with whom it is shared reads what they may see. From the environment: ONGGI_URL, ONGGI_LOGIN,
// ONGGI_PASSWORD, ONGGI_SECOND_LOGIN, ONGGI_SECOND_PASSWORD; pictures go to ONGGI_SHOTS where that is set.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import {
  amountsTo,
  bring,
  complaints,
  enter,
  launch,
  logIn,
  navigate,
  openPage,
  reads,
  readyMs,
  setting,
  shot,
  strangers,
  url,
} from "./support.ts";

const leave = "안식월은 며칠입니까?";
const bonus = "발명 보상금은 얼마까지 지급합니까?";

let browser: Browser;
let page: Page;
let address = "";

/** What other tests have asked. */
async function forgetAll(): Promise<void> {
  const { conversations } = await (await page.request.get(`${url}/api/conversations`)).json();
  for (const { id } of conversations)
    await page.request.delete(`${url}/api/conversations/${id}`, { headers: { "X-Onggi": "1" } });
}

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await forgetAll();
  await bring(page, { "안식월규정.txt": "안식월 규정\n\n안식월은 칠 년에 한 번 28일을 준다.\n" }, "모두");
  await bring(page, { "발명규정.txt": "발명 규정\n\n발명 보상금은 이익의 12퍼센트까지 지급한다.\n" }, "나만");
});
after(() => browser?.close());

const list = (of: Page = page) => of.getByRole("navigation", { name: "대화 목록" });
const exchange = (question: string, of: Page = page) => of.getByRole("article", { name: question }).last();

/** In the conversation that is open. */
async function ask(question: string): Promise<Locator> {
  const input = page.getByRole("textbox", { name: "질문" });
  await input.fill(question);
  await input.press("Enter");
  await exchange(question).getByRole("button", { name: "답변 복사" }).waitFor({ timeout: readyMs });
  return exchange(question);
}

async function doing(title: string, what: string): Promise<void> {
  await list()
    .getByRole("button", { name: `${title} 작업` })
    .click();
  await page.getByRole("menuitem", { name: what }).click();
}

test("a first question makes a conversation that has an address", async () => {
  await navigate(page, "대화");
  await list().getByText("아직 대화가 없습니다. 질문하시면 여기에 보관됩니다.").waitFor();
  await ask(leave);
  await page.waitForURL(/\/chat\/cnv_/);
  address = page.url();
  await list().getByRole("region", { name: "오늘" }).getByRole("link", { name: leave }).waitFor();
  await ask("그럼 하루는?");
  await ask(bonus);
  await shot(page, "conversations-1280");
});

test("it is the same after a reload, with its sources", async () => {
  await page.reload();
  await exchange(bonus)
    .getByRole("button", { name: /^근거 1: 발명규정\.txt/ })
    .first()
    .waitFor();
  await exchange(leave)
    .getByRole("button", { name: /^근거 1: 안식월규정\.txt/ })
    .first()
    .click();
  await page.getByRole("complementary", { name: "원문" }).getByText("28일을 준다").first().waitFor();
  await shot(page, "conversations-source-1280");
  await page.getByRole("complementary", { name: "원문" }).getByRole("button", { name: "닫기" }).click();
});

test("an answer is judged with a reason", async () => {
  const answer = exchange(leave);
  await answer.getByRole("button", { name: "아쉬운 답변" }).click();
  await page.getByRole("checkbox", { name: "근거가 맞지 않음" }).check();
  await page.getByRole("textbox", { name: "덧붙일 말" }).fill("다른 규정입니다");
  await shot(page, "conversations-rating-1280");
  await page.getByRole("button", { name: "평가 남기기" }).click();
  await answer.getByText("아쉬운 답변으로 평가하셨습니다. 근거가 맞지 않음").waitFor();
  await page.reload();
  await exchange(leave).getByText("아쉬운 답변으로 평가하셨습니다. 근거가 맞지 않음").waitFor();
});

test("a question is answered again, and either answer can be gone on with", async () => {
  await exchange(leave).getByRole("button", { name: "다시 답하기" }).click();
  await exchange(leave).getByText("2 / 2").waitFor({ timeout: readyMs });
  await exchange(leave).getByRole("button", { name: "이전 답변" }).click();
  await exchange(leave).getByText("1 / 2").waitFor();
  await exchange(leave).getByRole("button", { name: "이 답으로 이어가기" }).click();
  await exchange(leave).getByRole("button", { name: "이 답으로 이어가기" }).waitFor({ state: "detached" });
  await page.reload();
  await exchange(leave).getByText("1 / 2").waitFor();
});

test("it has another name, and is found by what was said", async () => {
  await doing(leave, "이름 바꾸기");
  const dialog = page.getByRole("dialog", { name: "대화 이름 바꾸기" });
  await dialog.getByLabel("이름").fill("쉬는 달");
  await dialog.getByRole("button", { name: "저장" }).click();
  await dialog.waitFor({ state: "detached" });
  await list().getByRole("link", { name: "쉬는 달" }).waitFor();
  await page.getByRole("heading", { name: "쉬는 달" }).waitFor();
  const search = list().getByRole("searchbox", { name: "내 대화에서 찾기" });
  await search.fill("12 퍼센트");
  await list().getByRole("region", { name: "찾은 대화" }).getByText(bonus).waitFor();
  await search.fill("없는낱말");
  await list().getByText("그런 대화를 찾지 못했습니다.").waitFor();
  await search.fill("");
});

test("it is taken along with its sources", async () => {
  await page.getByRole("button", { name: "내보내기" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Markdown 파일" }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /쉬는 달\.md$/);
  assert.match(await readFile(await file.path(), "utf8"), /^\[\^1-1\]: 안식월규정\.txt.*28일/m);
});

test("who it is shared with reads only what they may see", async () => {
  await doing("쉬는 달", "공유");
  const dialog = page.getByRole("dialog", { name: "대화 공유" });
  await dialog.getByText("모두", { exact: true }).click();
  await shot(page, "conversations-share-1280");
  await dialog.getByRole("button", { name: "저장" }).click();
  await dialog.waitFor({ state: "detached" });
  const other = await openPage(browser);
  await other.goto(address);
  await logIn(other, setting("ONGGI_SECOND_LOGIN"), setting("ONGGI_SECOND_PASSWORD"));
  await reads(exchange(leave, other), /28일/);
  await reads(exchange(bonus, other), /볼 수 없는 문서를 근거로 한 답변입니다/);
  assert.doesNotMatch(await exchange(bonus, other).innerText(), /12퍼센트/);
  await other.getByText("owner 님이 공유한 대화입니다. 읽기만 할 수 있습니다.").waitFor();
  await amountsTo(other.getByRole("textbox", { name: "질문" }), 0);
  await list(other)
    .getByRole("region", { name: "공유받은 대화" })
    .getByRole("link", { name: /쉬는 달/ })
    .waitFor();
  await shot(other, "conversations-shared-1280");
  await other.context().close();
});

test("on a narrow screen the list lies in a drawer", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole("button", { name: "대화 목록" }).click();
  await page.getByRole("dialog", { name: "대화 목록" }).getByRole("link", { name: "쉬는 달" }).waitFor();
  await shot(page, "conversations-list-390");
  await page.keyboard.press("Escape");
  await shot(page, "conversations-390");
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("it is deleted after asking, and its address leads nowhere", async () => {
  await doing("쉬는 달", "대화 삭제");
  const dialog = page.getByRole("dialog", { name: "대화를 삭제하시겠습니까?" });
  await dialog.getByRole("button", { name: "대화 삭제" }).click();
  await dialog.waitFor({ state: "detached" });
  await list().getByText("아직 대화가 없습니다. 질문하시면 여기에 보관됩니다.").waitFor();
  assert.equal(new URL(page.url()).pathname, "/chat");
  await page.goto(address);
  await page.getByRole("alert").waitFor();
});

test("the page asked nobody else and broke none of its rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
