// The story that onggi is for, in a real browser against the real program: a person brings documents, asks, and sees the cited
// place; another person finds no trace of what was not meant for them.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD, ONGGI_SECOND_LOGIN, ONGGI_SECOND_PASSWORD, ONGGI_SAMPLES
// (the folder samples/), CHROMIUM (default /usr/bin/chromium). The workspace begins without documents.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";

// The browser driver is a package of web/, which lies beside this folder and not above it.
const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))(
  "playwright-core",
) as typeof import("playwright-core");

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `the environment lacks ${name}`);
  return value;
}

const url = setting("ONGGI_URL").replace(/\/$/, "");
const samples = setting("ONGGI_SAMPLES");
const contract = "부품_구매_기본계약서.pdf";
const pay = "임원_보수_규정.hwpx";
/** Words that stand in the restricted document alone. */
const secretQuestion = "임원 퇴직금은 어떻게 계산합니까?";
const readyMs = 120_000;

let browser: Browser;
let page: Page;
let payAddress = "";
const strangers: string[] = [];
const complaints: string[] = [];

async function openPage(): Promise<Page> {
  const context = await browser.newContext({ locale: "ko-KR", viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(20_000);
  const opened = await context.newPage();
  opened.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
  });
  opened.on("pageerror", (error) => complaints.push(error.message));
  opened.on("console", (message) => {
    if (/Content.Security.Policy|violates/i.test(message.text())) complaints.push(message.text());
  });
  return opened;
}

async function logIn(login: string, password: string): Promise<void> {
  await page.getByLabel("아이디", { exact: true }).fill(login);
  await page.getByRole("textbox", { name: "비밀번호" }).fill(password);
  await page.getByRole("button", { name: "로그인" }).click();
  await page.getByRole("button", { name: "내 계정" }).waitFor();
}

async function logOut(): Promise<void> {
  await page.getByRole("button", { name: "내 계정" }).click();
  await page.getByRole("menuitem", { name: "로그아웃" }).click();
  await page.getByRole("button", { name: "로그인" }).waitFor();
}

const navigate = (room: string) => page.getByRole("navigation").getByRole("link", { name: room }).click();

async function upload(path: string, who: "나만" | "모두"): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "파일 올리기" }).click();
  await (await chooser).setFiles(join(samples, path));
  const dialog = page.getByRole("dialog");
  await dialog.getByText(who, { exact: true }).click();
  await dialog.getByRole("button", { name: "올리기 시작" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function ask(question: string) {
  await navigate("대화");
  const input = page.getByRole("textbox", { name: "질문" });
  await input.fill(question);
  await input.press("Enter");
  const exchange = page.getByRole("article", { name: question }).last();
  await exchange.getByRole("button", { name: "답변 복사" }).waitFor({ timeout: readyMs });
  return exchange;
}

async function search(query: string) {
  await navigate("검색");
  await page.getByRole("searchbox", { name: "문서 검색" }).fill(query);
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/search"));
  await page.getByRole("button", { name: "검색", exact: true }).click();
  await (await answered).finished();
  await page.getByRole("list", { name: "검색 결과" }).or(page.getByText("찾은 내용이 없습니다")).waitFor();
}

/** Waits until no job is waiting or running. */
async function settled(): Promise<void> {
  for (const deadline = Date.now() + readyMs; Date.now() < deadline; await page.waitForTimeout(200)) {
    const { jobs } = await (await page.request.get(`${url}/api/jobs?limit=20`)).json();
    if (!jobs.some(({ state }: { state: string }) => state === "queued" || state === "running")) return;
  }
  assert.fail("the jobs did not end");
}

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  page = await openPage();
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
  const [drawn, view] = [await box.boundingBox(), await source.boundingBox()];
  assert.ok(drawn && view, "the cited box has a place");
  assert.ok(drawn.width > 10 && drawn.height > 3, "the cited box is large enough to be seen");
  assert.ok(drawn.y + drawn.height > view.y && drawn.y < view.y + view.height, "the cited box is scrolled into view");
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
  await page.getByText("저장했습니다.").waitFor();
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
  assert.equal(await info.getByText(/owner 님이 .*고침/).count(), 2);
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
  assert.notEqual((await cited.innerText()).trim(), "");
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
