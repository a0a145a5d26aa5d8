// An application is built out of one document, tried before it is saved, called by another program under a key of its
// own, changed and brought back. From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD; pictures go to ONGGI_SHOTS
// where that is set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import {
  bring,
  complaints,
  enter,
  launch,
  logIn,
  navigate,
  openPage,
  readyMs,
  setting,
  shots,
  strangers,
  url,
} from "./support.ts";

const texts = {
  "휴가규정.txt": "휴가 규정\n\n연차휴가는 일 년에 15일을 준다.\n",
  "식대규정.txt": "식대 규정\n\n식대는 한 달에 20만원을 지급한다.\n",
};
const leave = "연차휴가는 며칠입니까?";
const meals = "식대는 얼마입니까?";

let browser: Browser;
let page: Page;
let secret = "";

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, texts, "모두");
});
after(() => browser?.close());

const region = (name: string, of: Page = page) => of.getByRole("region", { name, exact: true });
const answer = (of: Page = page) => of.getByRole("status", { name: "답", exact: true });

async function tried(question: string): Promise<void> {
  await region("바로 물어보기").getByRole("textbox", { name: "질문" }).fill(question);
  await region("바로 물어보기").getByRole("textbox", { name: "질문" }).press("Enter");
}

async function called(key: string, model: string, question: string) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: question }] }),
  });
  return { status: response.status, body: await response.json() };
}

test("what an application is for is said where there is none", async () => {
  await navigate(page, "앱");
  await page.getByRole("heading", { name: "아직 앱이 없습니다" }).waitFor();
  await shots(page, "applications-none");
});

test("an application is built out of one document and tried before it is saved", async () => {
  await page.getByRole("button", { name: "앱 만들기" }).click();
  await page.getByRole("textbox", { name: "앱 제목" }).fill("휴가 안내");
  await page.getByRole("textbox", { name: "모델 이름" }).fill("leave-rules");
  await page.getByRole("textbox", { name: "설명" }).fill("연차와 휴가를 묻는 곳입니다.");
  await page.getByText("문서 고르기", { exact: true }).click();
  await page.getByText("문서나 조건을 하나 이상 정해 주십시오.").first().waitFor();
  await page.getByRole("combobox", { name: "문서", exact: true }).fill("휴가규정");
  await page.getByRole("option", { name: "휴가규정.txt" }).click();
  await page.keyboard.press("Escape");
  await tried(leave);
  await answer().getByText(/15일/).first().waitFor({ timeout: readyMs });
  await region("근거").getByText("휴가규정.txt").waitFor();
  await shots(page, "applications-new");
  await tried(meals);
  await answer().getByText("문서에서 답을 찾지 못했습니다").first().waitFor();
  await page.getByRole("button", { name: "만들기", exact: true }).click();
  await page.getByRole("heading", { name: "휴가 안내" }).waitFor();
});

test("a key is made for it, and another program calls it", async () => {
  await region("프로그램에서 부르기").getByRole("button", { name: "API 키 만들기" }).click();
  secret = await page.locator("code.secret").innerText();
  await page.getByRole("dialog").getByRole("button", { name: "닫기" }).click();
  await page.getByRole("tab", { name: "Python" }).click();
  await page.getByRole("tabpanel").getByText(`base_url="${url}/v1"`).waitFor();
  await page.getByRole("tabpanel").getByText('model="onggi/leave-rules"').waitFor();
  await shots(page, "applications-built");
  await page.emulateMedia({ colorScheme: "dark" });
  await shots(page, "applications-built-dark");
  await page.emulateMedia({ colorScheme: "light" });
  const told = await called(secret, "onggi/leave-rules", leave);
  assert.equal(told.status, 200);
  const { message } = told.body.choices[0];
  assert.match(message.content, /15일/);
  assert.deepEqual(
    message.onggi.citations.map(({ name }: { name: string }) => name),
    ["휴가규정.txt"],
  );
  const untold = await called(secret, "onggi/leave-rules", meals);
  assert.equal(untold.body.choices[0].message.onggi.abstained, true);
  assert.equal((await called(secret, "onggi", meals)).status, 403);
});

test("a change is a version, and the one before comes back", async () => {
  await page.getByText("볼 수 있는 문서 모두", { exact: true }).click();
  await page.getByRole("textbox", { name: "바꾼 이유" }).fill("식대도 답함");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  const history = page.getByRole("list", { name: "이력" });
  await history.getByText("식대도 답함").waitFor();
  assert.match((await called(secret, "onggi/leave-rules", meals)).body.choices[0].message.content, /20만원/);
  await history.getByRole("button", { name: "1판으로 되돌리기" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "되돌리기" }).click();
  await history.getByText("3판").waitFor();
  assert.equal((await called(secret, "onggi/leave-rules", meals)).body.choices[0].message.onggi.abstained, true);
});

test("what is not saved is not left behind unasked", async () => {
  await page.getByRole("textbox", { name: "앱 제목" }).fill("휴가와 병가");
  await navigate(page, "검색");
  await page
    .getByRole("dialog", { name: "저장하지 않고 나가시겠습니까?" })
    .getByRole("button", { name: "취소" })
    .click();
  await page.getByRole("button", { name: "변경 버리기" }).click();
  await navigate(page, "앱");
  await page.getByRole("link", { name: "휴가 안내" }).waitFor();
  await shots(page, "applications-list");
});

test("who it is not shared with does not see it; who it is shared with asks it", async () => {
  const other = await openPage(browser);
  await other.goto(`${url}/applications`);
  await logIn(other, setting("ONGGI_SECOND_LOGIN"), setting("ONGGI_SECOND_PASSWORD"));
  await other.getByRole("heading", { name: "아직 앱이 없습니다" }).waitFor();
  await page.getByRole("link", { name: "휴가 안내" }).click();
  await page.getByText("모두", { exact: true }).click();
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await page.getByRole("list", { name: "이력" }).getByText("4판").waitFor();
  await other.reload();
  await other.getByRole("link", { name: "휴가 안내" }).click();
  await region("프로그램에서 부르기", other).waitFor();
  assert.equal(await other.getByRole("textbox", { name: "앱 제목" }).count(), 0);
  await other.getByRole("textbox", { name: "질문" }).fill(leave);
  await other.getByRole("button", { name: "물어보기" }).click();
  await answer(other).getByText(/15일/).first().waitFor({ timeout: readyMs });
  await navigate(other, "대화");
  await other.getByRole("combobox", { name: "모델", exact: true }).click();
  await other.getByRole("group", { name: "앱" }).getByRole("option", { name: "휴가 안내" }).click();
  await other.getByRole("textbox", { name: "질문" }).fill(leave);
  await other.getByRole("textbox", { name: "질문" }).press("Enter");
  await other.getByText(/15일/).first().waitFor({ timeout: readyMs });
  await shots(other, "applications-chat");
  await other.getByRole("combobox", { name: "비교할 모델" }).click();
  await other.getByRole("option", { name: "onggi/extractive" }).click();
  await other.getByRole("textbox", { name: "질문" }).fill(meals);
  await other.getByRole("textbox", { name: "질문" }).press("Enter");
  const both = region("두 답변 비교", other);
  await both.getByText("문서에서 답을 찾지 못했습니다").waitFor({ timeout: readyMs });
  await both
    .getByText(/20만원/)
    .first()
    .waitFor({ timeout: readyMs });
  await both.getByText("휴가 안내 · onggi/extractive", { exact: true }).waitFor();
  await both.getByText("onggi/extractive", { exact: true }).waitFor();
  await shots(other, "applications-compared");
  await other.context().close();
});

test("an application that is deleted answers nobody, and who had chosen it is told once", async () => {
  await navigate(page, "대화");
  await page.getByRole("combobox", { name: "모델", exact: true }).click();
  await page.getByRole("option", { name: "휴가 안내" }).click();
  await navigate(page, "앱");
  await page.getByRole("link", { name: "휴가 안내" }).click();
  await page.getByRole("button", { name: "앱 삭제" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "앱 삭제" }).click();
  await page.getByRole("heading", { name: "아직 앱이 없습니다" }).waitFor();
  assert.equal((await called(secret, "onggi/leave-rules", leave)).status, 404);
  await navigate(page, "대화");
  const told = page
    .getByRole("main")
    .getByText("선택하신 앱이나 모델을 더 이상 사용할 수 없습니다. 기본 모델(onggi/extractive)로 답합니다.");
  await told.waitFor();
  await shots(page, "applications-gone");
  await page.getByRole("textbox", { name: "질문" }).fill(leave);
  await page.getByRole("textbox", { name: "질문" }).press("Enter");
  await page.getByText(/15일/).first().waitFor({ timeout: readyMs });
  await told.waitFor({ state: "detached" });
});

test("the page asks nobody else and breaks none of its rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
