// 개인정보: findings are worked through by keyboard, confirmed, dismissed and taken back; thresholds are seen and set.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import {
  amountsTo,
  becomes,
  bring,
  complaints,
  enter,
  launch,
  navigate,
  reads,
  settled,
  strangers,
  url,
} from "./support.ts";

const memo = `# 정산 메모

참고번호는 110-234-567890이다.

처리번호는 123-45-67890이다.

| 성명 | 연락처 |
|---|---|
| 홍길동 | 010-1234-5678 |
`;
const name = "개인정보_메모.md";
const recipe = "operations: [pii]";

let browser: Browser;
let page: Page;
let document: string;

const sent = { headers: { "X-Onggi": "1" } };

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, { [name]: memo }, "나만");
  const listed = await page.request.get(`${url}/api/documents?name=${encodeURIComponent(name)}`);
  document = (await listed.json()).documents[0].id;
});
after(async () => {
  await page?.request.delete(`${url}/api/documents/${document}`, sent);
  await browser?.close();
});

const list = () => page.getByRole("list", { name: "찾은 값" });
const own = () => list().getByRole("listitem").filter({ hasText: "정산 메모" });
const current = () => list().locator('[aria-current="true"]');
const shown = async () =>
  JSON.stringify(await (await page.request.get(`${url}/api/documents/${document}/content`)).json());
const kind = (words: string) => page.getByRole("list", { name: "종류" }).getByRole("button", { name: words });
const begin = async () => {
  await page.getByRole("button", { name: "검토 시작" }).click();
  await page.getByRole("textbox").fill("정기 점검");
  await page.getByRole("dialog").getByRole("button", { name: "검토 시작" }).click();
  await list().waitFor();
};

test("a document without a masking recipe says that decisions change nothing yet", async () => {
  await navigate(page, "개인정보");
  await page.getByText("그 문서에서는 결정해도 아직 달라지지 않습니다").waitFor();
  await page.getByRole("link", { name: "파이프라인에서 가리는 레시피 적용" }).waitFor();
  const run = await page.request.post(`${url}/api/recipes/runs`, { ...sent, data: { recipe, document_name: name } });
  assert.equal(run.status(), 202);
  await settled(page);
});

test("values are shown only after a reason was given", async () => {
  await page.reload();
  await page.getByRole("heading", { name: "검토를 시작하십시오" }).waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /110-234/);
  await begin();
  await kind("계좌번호").click();
  await amountsTo(own(), 1);
  await reads(own().locator("mark"), "110-234-567890");
  await own().getByText("은행의 계좌 자릿수").waitFor();
});

test("confirmed by keyboard it is masked, undone it is not", async () => {
  assert.match(await shown(), /110-234-567890/);
  await own().click();
  await page.keyboard.press("y");
  await page.locator("main").getByText("개인정보로 확인했습니다. 앞으로 가립니다.").waitFor();
  await amountsTo(own(), 0);
  assert.doesNotMatch(await shown(), /110-234-567890/);
  await page.keyboard.press("u");
  await amountsTo(own(), 1);
  assert.match(await shown(), /110-234-567890/);
});

test("dismissed it is left, and the focus stays in the list", async () => {
  await kind("휴대전화번호").click();
  await amountsTo(own(), 1);
  await own().click();
  await own().getByRole("button", { name: "아님", exact: true }).click();
  await page.locator("main").getByText("개인정보가 아닌 것으로 정했습니다").waitFor();
  await becomes(
    () => page.evaluate(() => window.document.activeElement?.getAttribute("aria-label")),
    (name) => name === "찾은 값",
    "the focus in the list",
  );
  await becomes(shown, (text) => text.includes("010-1234-5678"), "the dismissed number");
  await page.getByText("결정 내역").click();
  const decided = page.getByRole("list", { name: "결정한 값" }).getByRole("listitem").filter({ hasText: "정산 메모" });
  await amountsTo(decided, 1);
  await decided.getByRole("button", { name: "되돌리기" }).click();
  await amountsTo(decided, 0);
  await becomes(shown, (text) => !text.includes("010-1234-5678"), "the number masked again");
  await page.getByText("확인할 값").click();
});

test("j and k move through the list, a place leads into the document", async () => {
  await kind("전체").click();
  await current().waitFor();
  const first = await current().innerText();
  await page.keyboard.press("j");
  await becomes(
    () => current().innerText(),
    (text) => text !== first,
    "another finding",
  );
  await page.keyboard.press("k");
  await becomes(
    () => current().innerText(),
    (text) => text === first,
    "the first finding",
  );
  const link = own().first().getByRole("link", { name: "문서에서 보기" });
  assert.match((await link.getAttribute("href")) ?? "", new RegExp(`^/documents/${document}\\?elements=`));
});

test("a threshold is seen, moved and taken back", async () => {
  await page.getByText("기준", { exact: true }).first().click();
  await kind("계좌번호").click();
  await page.getByRole("list", { name: "계좌번호 값의 확신도 분포" }).waitFor();
  await page.getByText("아직 제안할 수 없습니다.").waitFor();
  const slider = page.getByRole("slider");
  await slider.focus();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowLeft");
  await page.getByText(/기준 0\.35에서는 미결 값 \d+개를 더 가리고/).waitFor();
  await page.getByRole("button", { name: "이 기준으로 정하기" }).click();
  await page.getByText("지금 기준 0.35").waitFor();
  await settled(page);
  assert.doesNotMatch(await shown(), /110-234-567890/);
  await page.getByRole("button", { name: "레시피의 기준으로 되돌리기" }).click();
  await page.getByText("지금 기준 0.50").waitFor();
  assert.match(await shown(), /110-234-567890/);
});

test("nothing stands over the edge of a telephone, in English too", async () => {
  await page.getByText("확인할 값").click();
  await list().waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = () => page.evaluate(() => window.document.documentElement.scrollWidth - window.innerWidth);
  await becomes(wide, (pixels) => pixels <= 0, "a page as wide as the screen");
  await page.evaluate(() => localStorage.setItem("onggi.language", "en"));
  await page.reload();
  await page.getByRole("heading", { name: "Personal data" }).waitFor();
  await becomes(wide, (pixels) => pixels <= 0, "a page as wide as the screen");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => localStorage.setItem("onggi.language", "ko"));
});

test("a failure is said, with a way on", async () => {
  await page.route("**/api/personal/kinds", (route) => route.fulfill({ status: 503, body: "" }));
  await page.reload();
  await page.getByRole("alert").waitFor({ timeout: 30_000 });
  await page.unroute("**/api/personal/kinds");
  await page.getByRole("button", { name: "다시 시도" }).click();
  await page.getByRole("heading", { name: "검토를 시작하십시오" }).waitFor();
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
