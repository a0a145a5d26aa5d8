// 중복: versions of a rule come up as one cluster, are compared by paragraphs and words, decided and taken back by keyboard.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { amountsTo, bring, complaints, enter, launch, navigate, reads, settled, strangers, url } from "./support.ts";

const topics = [
  "출장 여비",
  "연차 휴가",
  "재택 근무",
  "보안 서약",
  "경조금 지급",
  "법인카드 사용",
  "시간외 근무",
  "건강 검진",
];
const clause = (topic: string, at: number) =>
  `제${at + 1}조 (${topic}) 회사는 ${topic}에 관하여 필요한 사항을 정하고 직원은 이를 성실히 지킨다. 부서장은 ${topic} 기록을 ${at + 2}년 동안 보관한다.`;
const rule = `복무 규정\n\n${topics.map(clause).join("\n\n")}`;
const revised = `${rule.replace("4년 동안", "오 년 동안")}\n\n부칙 이 규정은 공포한 날부터 시행하며 종전의 규정은 폐지한다.`;

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
});
after(() => browser?.close());

const cluster = () => page.getByRole("list", { name: "중복 묶음" }).getByRole("button", { name: "복무 규정" });
const comparison = () => page.getByRole("region", { name: "문단별 비교" });
const found = async () => {
  const answer = await page.request.post(`${url}/api/search`, {
    data: { query: "재택 근무 기록 보관" },
    headers: { "X-Onggi": "1" },
  });
  const { hits } = (await answer.json()) as { hits: { document_name?: string; name?: string }[] };
  return JSON.stringify(hits);
};

test("versions of a rule are one cluster, with what differs", async () => {
  await bring(page, { "복무규정_2023.txt": rule, "복무규정_2024.txt": revised }, "나만");
  await navigate(page, "중복");
  await cluster().waitFor();
  await cluster().click();
  await page.getByText("가장 긴 문서를 대표로 골랐습니다.").waitFor();
  await page.getByText("다른 문단 2곳").waitFor();
  await reads(comparison().locator("del").first(), "4년");
  const added = await comparison().locator("ins").allInnerTexts();
  assert.ok(added.some((text) => text.includes("오")));
  assert.ok(added.some((text) => text.includes("종전의 규정은 폐지한다")));
  await page
    .getByRole("button", { name: /같은 문단 \d+개 펼치기/ })
    .first()
    .click();
  await comparison().getByText("건강 검진").first().waitFor();
});

test("hidden by keyboard: out of searches; undone by keyboard: in them again", async () => {
  assert.match(await found(), /복무규정_2023/);
  await page.locator("h1").click();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "duplicate-pane");
  await page.keyboard.press("h");
  await page.getByText("1건을 검색에서 숨겼습니다.").first().waitFor();
  await cluster().waitFor({ state: "detached" });
  assert.doesNotMatch(await found(), /복무규정_2023/);
  assert.match(await found(), /복무규정_2024/);
  await page.getByText("결정 내역").click();
  await page.getByRole("list", { name: "결정 내역" }).getByText("복무규정_2023.txt").waitFor();
  await page.getByText("확인할 묶음").click();
  await page.keyboard.press("u");
  await cluster().waitFor();
  await settled(page);
  assert.match(await found(), /복무규정_2023/);
});

test("dismissed, they stay away until that is taken back", async () => {
  await cluster().click();
  await page.keyboard.press("x");
  await page.getByText("중복이 아닌 것으로 정했습니다.").first().waitFor();
  await cluster().waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("heading", { name: "중복", exact: true }).waitFor();
  await amountsTo(cluster(), 0);
  await page.getByText("결정 내역").click();
  await page.getByRole("button", { name: "되돌리기" }).click();
  await page.getByText("확인할 묶음").click();
  await cluster().waitFor();
});

test("nothing stands over the edge of a telephone, in English too", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await cluster().click();
  await comparison().waitFor();
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok((await wide()) <= 0, `${await wide()} pixels too wide`);
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.ok((await wide()) <= 0);
  await page.evaluate(() => localStorage.setItem("onggi.language", "en"));
  await page.reload();
  await page.getByText("The representative is the longest.").waitFor();
  await page.evaluate(() => localStorage.setItem("onggi.language", "ko"));
});

test("a failure is said, with a way on", async () => {
  await page.route("**/api/duplicates?*", (route) => route.fulfill({ status: 503, body: "" }));
  await page.reload();
  await page.getByRole("alert").waitFor({ timeout: 30_000 });
  await page.unroute("**/api/duplicates?*");
  await page.getByRole("button", { name: "다시 시도" }).click();
  await cluster().waitFor();
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
