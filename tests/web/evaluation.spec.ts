// 검색과 평가: a search is narrowed and explains its order; questions are proposed, accepted and asked, and two runs are compared.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { amountsTo, bring, complaints, enter, launch, navigate, reads, readyMs, strangers } from "./support.ts";

const rules = {
  "평가_휴가.txt":
    "담당부서: 인사팀\n\n이 규정에서 “보상휴가”란 초과 근무를 갚기 위해 주는 휴가를 말한다.\n\n연차휴가는 15일이다.",
  "평가_여비.txt":
    "담당부서: 재무팀\n\n이 규정에서 “일비”란 출장지에서 드는 잡비를 말한다.\n\n숙박비 한도는 10만원이다.",
};

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, rules, "나만");
});
after(() => browser?.close());

const search = async (question: string) => {
  const box = page.getByRole("searchbox", { name: "문서 검색" });
  await box.fill(question);
  await box.press("Enter");
};
const hits = () => page.getByRole("list", { name: "검색 결과" }).locator(":scope > li");

test("a search says what else it looked for, and why a hit stands where it does", async () => {
  await navigate(page, "검색");
  await search("dusckgbrk");
  await page.getByText(/‘dusckgbrk’: ‘연차휴가’/).waitFor();
  const hit = hits().filter({ hasText: "연차휴가는 15일이다" }).first();
  await hit.getByText("순위 근거").click();
  await hit.getByRole("row", { name: /낱말/ }).waitFor();
  await hit.getByText(/질문의 낱말 포함/).waitFor();
});

test("a search is narrowed by what is said about documents, and the address keeps it", async () => {
  await search("규정에서 정한 뜻");
  await hits().filter({ hasText: "보상휴가" }).first().waitFor();
  await hits().filter({ hasText: "일비" }).first().waitFor();
  await page.getByRole("combobox", { name: "문서 정보로 찾기" }).click();
  await page.getByRole("option", { name: "부서", exact: true }).click();
  await page.getByRole("searchbox", { name: "찾을 값" }).fill("재무팀");
  await amountsTo(hits().filter({ hasText: "보상휴가" }), 0);
  await hits().filter({ hasText: "일비" }).first().waitFor();
  assert.match(decodeURIComponent(page.url()), /where=department=재무팀/);
  await page.reload();
  await hits().filter({ hasText: "일비" }).first().waitFor();
  assert.equal(await hits().filter({ hasText: "보상휴가" }).count(), 0);
});

test("questions are proposed out of documents, and count once they are accepted", async () => {
  await navigate(page, "평가");
  await page.getByRole("button", { name: "질문 집합 만들기" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "이름" }).fill("규정 질문");
  await page.getByRole("dialog").getByRole("button", { name: "추가" }).click();
  await page.getByRole("heading", { name: "규정 질문" }).waitFor();
  assert.ok(await page.getByRole("button", { name: "평가 실행" }).isDisabled());
  await page.getByRole("button", { name: "질문 제안받기" }).click();
  const proposed = page.getByRole("table", { name: "제안된 질문" });
  await proposed.getByText("보상휴가란 무엇인가요?").waitFor();
  await proposed.getByText("초과 근무를 갚기 위해 주는 휴가").waitFor();
  await page.getByRole("button", { name: "모두 사용" }).click();
  await page.getByRole("table", { name: "사용하는 질문" }).getByText("일비란 무엇인가요?").waitFor();
});

test("a person's own question joins them", async () => {
  await page.getByRole("button", { name: "질문 추가" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "질문", exact: true }).fill("서울에 가서 자면 얼마까지 받나요?");
  await dialog.getByRole("combobox", { name: "답이 있는 문서" }).fill("평가_여비");
  await page.getByRole("option", { name: "평가_여비.txt" }).click();
  await dialog.getByRole("textbox", { name: "답", exact: true }).fill("10만원");
  await dialog.getByRole("button", { name: "추가" }).click();
  await page.getByRole("table", { name: "사용하는 질문" }).getByText("서울에 가서 자면 얼마까지 받나요?").waitFor();
});

const run = async (name: string, without: string[]) => {
  await page.getByRole("button", { name: "평가 실행" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "실행 이름" }).fill(name);
  for (const part of without) await dialog.getByRole("switch", { name: part }).uncheck({ force: true });
  await dialog.getByRole("button", { name: "시작" }).click();
  const row = page.getByRole("table", { name: "실행 결과" }).getByRole("row", { name: new RegExp(name) });
  await row.getByRole("img", { name: /nDCG@10/ }).waitFor();
  return row;
};

test("a run measures, with the worst questions first", async () => {
  const row = await run("기준", []);
  await row.getByRole("link", { name: "기준" }).click();
  await page.getByRole("heading", { name: "기준" }).waitFor();
  await page.getByRole("table", { name: "잘 찾지 못한 질문부터" }).getByText("일비란 무엇인가요?").waitFor();
  await page.getByText("재현율@10").waitFor();
  await page.getByRole("link", { name: "← 질문 집합" }).click();
});

test("two runs are compared question by question", async () => {
  await run("의미만", ["낱말 검색", "재정렬"]);
  const runs = page.getByRole("table", { name: "실행 결과" });
  assert.ok(await page.getByRole("button", { name: "두 실행 비교" }).isDisabled());
  await runs.getByRole("checkbox", { name: "‘기준’ 선택" }).check();
  await runs.getByRole("checkbox", { name: "‘의미만’ 선택" }).check();
  await page.getByRole("button", { name: "두 실행 비교" }).click();
  await page.getByRole("heading", { name: "의미만" }).waitFor();
  await reads(page.getByRole("status"), /나은 질문 \d+개, 못한 질문 \d+개/);
  assert.match(page.url(), /against=run_/);
});

test("lengths and ways to cut are measured, and drawn", async () => {
  await page.getByRole("link", { name: "← 질문 집합" }).click();
  const cuttings = page.getByRole("region", { name: "조각 길이와 나누는 방법" });
  await cuttings.getByText("아직 측정하지 않았습니다.").waitFor();
  await cuttings.getByRole("button", { name: "측정하기" }).click();
  await cuttings.getByRole("img", { name: /조각 길이에 따른 nDCG.* 384토큰/ }).waitFor({ timeout: readyMs });
  // How many questions there are goes by the documents that are there.
  const verdict = cuttings.getByText(/고르기에는 질문이 적습니다|바꿀 근거가 없습니다|더 빨리 찾습니다/);
  await verdict.waitFor({ timeout: readyMs });
  const ways = cuttings.getByRole("table", { name: "384토큰에서 나누는 방법별" });
  await ways.getByRole("link", { name: "문장" }).waitFor();
  assert.equal(await ways.getByRole("row").count(), 5);
  await cuttings.getByRole("button", { name: "다시 측정하기" }).click();
  await page.getByText("새로 측정할 것이 없습니다", { exact: false }).waitFor();
});

test("a run may have an index of its own", async () => {
  await page.getByRole("button", { name: "평가 실행" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("switch", { name: "다르게 나눈 색인을 만들어 질문" }).check({ force: true });
  await dialog.getByRole("combobox", { name: "나누는 방법" }).click();
  await page.getByRole("option", { name: "문장", exact: true }).click();
  await dialog.getByRole("textbox", { name: "조각 길이(토큰)" }).fill("128");
  await dialog.getByRole("button", { name: "시작" }).click();
  const row = page.getByRole("table", { name: "실행 결과" }).getByRole("row", { name: /문장, 128토큰/ });
  await row.getByRole("img", { name: /nDCG@10/ }).waitFor({ timeout: readyMs });
});

test("the page kept its rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
