// The story that onggi is for, in a real browser against the real program: a person brings documents, asks, and sees the cited
// place; another person finds no trace of what was not meant for them.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD, ONGGI_SECOND_LOGIN, ONGGI_SECOND_PASSWORD, ONGGI_SAMPLES
// (the folder samples/). The workspace begins without documents.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import * as person from "./support.ts";

const { complaints, readyMs, setting, strangers, url } = person;
const samples = setting("ONGGI_SAMPLES");
const contract = "부품_구매_기본계약서.pdf";
const pay = "임원_보수_규정.hwpx";
/** Words that stand in the restricted document alone. */
const secretQuestion = "임원 퇴직금은 어떻게 계산합니까?";

let browser: Browser;
let page: Page;
let payAddress = "";

const logIn = (login: string, password: string) => person.logIn(page, login, password);
const navigate = (room: string) => person.navigate(page, room);
const upload = (path: string, who: "나만" | "모두") => person.upload(page, join(samples, path), who);
const ask = (question: string) => person.ask(page, question);
const settled = () => person.settled(page);

async function logOut(): Promise<void> {
  await page.getByRole("button", { name: "내 계정" }).click();
  await page.getByRole("menuitem", { name: "로그아웃" }).click();
  await page.getByRole("button", { name: "로그인" }).waitFor();
}

async function search(query: string) {
  await navigate("검색");
  await page.getByRole("searchbox", { name: "문서 검색" }).fill(query);
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/search"));
  await page.getByRole("button", { name: "검색", exact: true }).click();
  await (await answered).finished();
  await page.getByRole("list", { name: "검색 결과" }).or(page.getByText("찾은 내용이 없습니다")).waitFor();
}

before(async () => {
  browser = await person.launch();
  page = await person.openPage(browser);
});
after(() => browser?.close());

test("a wrong password is refused in plain words", async () => {
  await page.goto(`${url}/documents`);
  await page.getByLabel("아이디", { exact: true }).fill(setting("ONGGI_LOGIN"));
  await page.getByRole("textbox", { name: "비밀번호" }).fill("not-the-password");
  await page.getByRole("button", { name: "로그인" }).click();
  await page.getByRole("alert").getByText("아이디 또는 비밀번호가 맞지 않습니다.").waitFor();
});

test("the owner logs in and arrives where the link led", async () => {
  await logIn(setting("ONGGI_LOGIN"), setting("ONGGI_PASSWORD"));
  await page.getByRole("heading", { name: "문서", exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/documents");
});

test("an HWPX for oneself and a PDF for everybody become ready", async () => {
  await upload(`restricted/${pay}`, "나만");
  await upload(`shared/${contract}`, "모두");
  const queue = page.getByRole("region", { name: "올린 파일" });
  await queue.getByText("2개 중 2개 완료").waitFor({ timeout: readyMs });
  for (const name of [pay, contract]) {
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
    await row.getByText("준비됨").waitFor({ timeout: readyMs });
    assert.match(await row.innerText(), /\d+(\.\d)?%/, "the share of characters read is shown");
  }
  payAddress = (await page.getByRole("link", { name: pay, exact: true }).getAttribute("href")) ?? "";
  assert.match(payAddress, /^\/documents\/./);
});

test("a question about the PDF is answered with a citation that is drawn on the page", async () => {
  const exchange = await ask("부품 구매 기본계약의 계약 기간은 언제까지입니까?");
  await exchange
    .getByRole("button", { name: new RegExp(`^근거 \\d+: .*${contract}`) })
    .first()
    .click();
  const source = page.getByRole("complementary", { name: "원문" });
  const image = source.getByRole("img", { name: /쪽 그림$/ }).first();
  await image.waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>(".sheet img")].some((one) => one.naturalWidth > 100),
  );
  const box = source.locator("rect[data-cited]").first();
  await box.waitFor();
  await person.isInView(source, box);
});

test("the citation opens the document with both sides linked", async () => {
  await page.getByRole("complementary", { name: "원문" }).getByRole("link", { name: "문서에서 보기" }).click();
  const elements = page.getByRole("region", { name: "원문" });
  const cited = elements.locator(".element[data-cited]").first();
  await cited.waitFor();
  await cited.click();
  await page.getByRole("region", { name: "쪽 그림" }).locator("rect[data-active]").first().waitFor();
});

test("a corrected cell of a table is what an answer quotes", async () => {
  await page.getByRole("button", { name: "고치기", exact: true }).click();
  const pane = page.getByRole("region", { name: "고칠 내용" });
  await pane.getByRole("cell", { name: "방수 패킹" }).dblclick();
  const cell = pane.getByRole("textbox", { name: "3행 4열" });
  assert.equal(await cell.inputValue(), "240");
  await cell.fill("265");
  await cell.press("Enter");
  await page.getByText("저장했습니다.").first().waitFor();
  await cell.press("Escape");
  await pane.getByRole("cell", { name: "265" }).waitFor();
  await pane.getByText(/owner 님이 .*고침/).waitFor();
  await settled();
  const exchange = await ask("방수 패킹의 단가는 얼마입니까?");
  const text = await exchange.innerText();
  assert.match(text, /265/, text);
  assert.doesNotMatch(text, /\b240\b/, text);
});

test("a correction is undone and done again by keyboard, and stands in the history", async () => {
  await navigate("문서");
  await page.getByRole("link", { name: contract, exact: true }).click();
  await page.getByRole("button", { name: "고치기", exact: true }).click();
  const pane = page.getByRole("region", { name: "고칠 내용" });
  const title = pane.locator(".element").first();
  await title.click();
  await pane.focus();
  await pane.press("2");
  await pane.locator('.element[data-kind="heading"][data-corrected]').first().waitFor();
  await page.getByRole("button", { name: "되돌리기 (Ctrl+Z)" }).and(page.locator(":enabled")).waitFor();
  await pane.press("Control+z");
  await pane.locator('.element[data-kind="heading"][data-corrected]').waitFor({ state: "detached" });
  await page.getByRole("button", { name: "다시 하기 (Ctrl+Shift+Z)" }).and(page.locator(":enabled")).waitFor();
  await pane.press("Control+Shift+z");
  await pane.locator('.element[data-kind="heading"][data-corrected]').first().waitFor();
  await page.getByText("정보", { exact: true }).click();
  const info = page.getByRole("region", { name: "정보" });
  await info.getByText("265").waitFor();
  await person.amountsTo(info.getByText(/owner 님이 .*고침/), 2);
  await settled();
});

test("a question about the HWPX is answered with a citation that is marked in its text", async () => {
  const exchange = await ask(secretQuestion);
  await exchange
    .getByRole("button", { name: new RegExp(`^근거 \\d+: .*${pay}`) })
    .first()
    .click();
  const cited = page.getByRole("complementary", { name: "원문" }).locator(".element[data-cited]").first();
  await cited.waitFor();
  // What is far from the screen is drawn when it is scrolled to: a moment after it is there.
  await person.reads(cited, /\S/);
});

test("search finds the restricted document for its owner", async () => {
  await search("임원 퇴직금 지급 배수");
  await page.getByRole("list", { name: "검색 결과" }).getByText(pay).first().waitFor();
});

test("logging out leaves nothing of the conversation in the tab", async () => {
  await logOut();
  const left = await page.evaluate(() => JSON.stringify(sessionStorage));
  assert.ok(!left.includes("퇴직금"), "the conversation is gone from the tab");
});

test("another person sees the shared document and not the restricted one", async () => {
  await page.goto(`${url}/documents`);
  await logIn(setting("ONGGI_SECOND_LOGIN"), setting("ONGGI_SECOND_PASSWORD"));
  await page.getByRole("link", { name: contract, exact: true }).waitFor();
  assert.equal(await page.getByRole("link", { name: pay, exact: true }).count(), 0);
});

test("another person cannot correct what they only may read", async () => {
  await page.getByRole("link", { name: contract, exact: true }).click();
  await page.getByRole("region", { name: "원문" }).getByText("265").waitFor();
  assert.equal(await page.getByRole("button", { name: "고치기", exact: true }).count(), 0);
});

test("another person's search does not find it", async () => {
  await search("임원 퇴직금 지급 배수");
  assert.equal(await page.getByText(pay).count(), 0);
});

test("another person's question is not answered from it", async () => {
  const exchange = await ask(secretQuestion);
  const text = await exchange.innerText();
  assert.ok(!text.includes(pay), "the restricted document is not named");
  assert.ok(!text.includes("재임 연수"), "its words are not told");
});

test("another person's address bar does not open it", async () => {
  await page.goto(url + payAddress);
  await page.getByRole("alert").getByText("찾으시는 것이 없거나 볼 권한이 없습니다.").waitFor();
  assert.ok(!(await page.locator("main").innerText()).includes("임원"));
});

test("another person has no way into the administration", async () => {
  assert.equal(await page.getByRole("navigation").getByRole("link", { name: "관리" }).count(), 0);
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
