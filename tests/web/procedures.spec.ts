// 가명처리: one person leads a pseudonymisation from its purpose to a drawn sample, another inspects it by keyboard and gives
// the verdict; the report is taken along. From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import {
  amountsTo,
  bring,
  complaints,
  enter,
  launch,
  logIn,
  navigate,
  openPage,
  readAs,
  reads,
  readyMs,
  setting,
  strangers,
  url,
} from "./support.ts";

const reviewer = { login: "reviewer", password: "browser-test-3" };
let browser: Browser;
let page: Page;
let second: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  const made = await page.request.post(`${url}/api/people`, {
    headers: { "X-Onggi": "1" },
    data: { ...reviewer, display_name: "검수자", role: "manager", clearance: "S" },
  });
  assert.equal(made.status(), 201, await made.text());
});
after(() => browser?.close());

const section = (name: string, on = page) => on.getByRole("region", { name, exact: true });
const step = (name: string, on = page) =>
  on.getByRole("list", { name: "가명처리 단계" }).getByRole("button", { name, exact: true });

async function bringDocuments(): Promise<void> {
  const letter = (subject: string) =>
    `# ${subject} 문의\n\n민원인 홍길동의 휴대전화는 010-0000-1234이며 ${subject}에 대하여 문의하였습니다.\n`;
  const letters = ["배송", "환불", "주차"].map((subject) => [`가명_${subject}.md`, letter(subject)]);
  await navigate(page, "문서");
  await bring(page, Object.fromEntries(letters), "모두");
}

test("a procedure is started with its purpose and asks for the risks next", async () => {
  await bringDocuments();
  await navigate(page, "가명처리");
  await page.getByText("아직 진행한 가명처리가 없습니다").waitFor();
  await page.getByRole("button", { name: "가명처리 시작" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "이용 내용" }).fill("민원 분류 모델");
  await dialog.getByRole("button", { name: "시작", exact: true }).click();
  await page.getByRole("heading", { name: "민원 분류 모델" }).waitFor();
  await reads(section("위험성 검토").getByRole("status").first(), "12개 질문 가운데 0개에 답했습니다.");
});

test("a risk asks for what is done about it; when all is answered the methods come", async () => {
  const questions = section("위험성 검토").getByRole("radiogroup");
  await amountsTo(questions, 12);
  await questions.first().getByText("예, 위험이 있음").click();
  const note = section("위험성 검토").getByRole("textbox", { name: "검토 의견과 조치" });
  const save = section("위험성 검토").getByRole("button", { name: "저장" });
  assert.ok(await save.isDisabled());
  await note.fill("이름은 가명, 번호는 삭제");
  await save.click();
  await page.getByText("12개 질문 가운데 1개에 답했습니다.").waitFor();
  for (let at = 1; at < 12; at += 1) {
    await questions.nth(at).getByText("아니요").click();
    if (at < 11) await page.getByText(`12개 질문 가운데 ${at + 1}개에 답했습니다.`).waitFor();
  }
  await section("처리 방법").getByText("아직 정한 방법이 없습니다").waitFor();
});

test("methods have their grounds, and the one for all other kinds opens the way", async () => {
  const form = section("처리 방법");
  await form.getByRole("textbox", { name: "근거" }).fill("목적에 필요하지 않음");
  await form.getByRole("button", { name: "방법 추가" }).click();
  const choice = section("적용");
  await choice.getByRole("textbox", { name: "문서 이름으로 찾기" }).fill("가명_");
  await amountsTo(choice.getByRole("list", { name: "문서" }).getByRole("checkbox"), 3);
  await step("처리 방법").click();
  await form.getByRole("combobox", { name: "항목" }).click();
  await page.getByRole("option", { name: "이름", exact: true }).click();
  await form.getByRole("combobox", { name: "방법" }).click();
  await page.getByRole("option", { name: "가명으로 바꿈" }).click();
  await form.getByRole("textbox", { name: "근거" }).fill("같은 사람을 이어 보아야 함");
  await form.getByRole("button", { name: "방법 추가" }).click();
  await readAs(form.getByRole("row").locator("td:nth-child(2)"), ["가명으로 바꿈", "종류 이름으로 바꿈"]);
});

test("documents go through the methods, and a sample is drawn", async () => {
  await step("적용").click();
  const choice = section("적용");
  await choice.getByRole("textbox", { name: "문서 이름으로 찾기" }).fill("가명_");
  await amountsTo(choice.getByRole("list", { name: "문서" }).getByRole("checkbox"), 3);
  await choice.getByRole("checkbox", { name: "보이는 문서 모두 선택" }).check();
  await choice.getByRole("button", { name: "선택한 3건에 적용" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "적용", exact: true }).click();
  const sample = section("표본");
  await sample.getByRole("button", { name: "표본 뽑기" }).click({ timeout: readyMs });
  await page.getByText("뽑은 글 6개 가운데 0개를 검수했습니다.").waitFor();
  await page.getByText("처리 방법을 정했거나 적용한 사람은 검수와 판정을 하지 않습니다.").waitFor();
  assert.equal(await page.getByRole("button", { name: "남은 것 없음" }).count(), 0);
});

test("another person inspects by keyboard: the next text comes by itself", async () => {
  second = await openPage(browser);
  await second.goto(`${url}/procedures`);
  await logIn(second, reviewer.login, reviewer.password);
  await second.getByRole("link", { name: "민원 분류 모델" }).click();
  const seen = section("재검수", second);
  await seen.getByRole("blockquote").waitFor();
  for (let done = 0; done < 5; done += 1) {
    await second.getByText(`뽑은 글 6개 가운데 ${done}개를 검수했습니다.`).waitFor();
    const text = await seen.getByRole("blockquote").innerText();
    assert.doesNotMatch(text, /홍길동|010-0000/);
    await second.keyboard.press("1");
  }
  await second.getByText("뽑은 글 6개 가운데 5개를 검수했습니다.").waitFor();
  await second.keyboard.press("2");
  await seen.getByRole("combobox", { name: "항목" }).click();
  await second.getByRole("option", { name: "그 밖의 것" }).click();
  await seen.getByRole("button", { name: "저장" }).click();
});

test("the verdict comes with the leak rate and closes the procedure", async () => {
  const verdict = section("판정", second);
  await verdict.getByRole("img", { name: /^누출률 16\.7 %, 95 % 신뢰구간 0\.421 % – 64\.1 %/ }).waitFor();
  await reads(verdict, /글 1개에 남은 것이 있었습니다: 그 밖의 것 1/);
  await verdict.getByText("부적정: 다시 처리해야 함").click();
  await verdict.getByRole("textbox", { name: "판정 근거" }).fill("직함이 남음");
  await verdict.getByRole("button", { name: "판정하고 끝내기" }).click();
  const report = section("보고서", second);
  await report.getByText("처리한 사람이 아닌 사람이 검수하고 판정했습니다.").waitFor();
  await reads(report.getByRole("row").last(), /reviewer\s+판정/);
});

test("the report is taken along as PDF, HTML and JSON", async () => {
  for (const [name, beginning] of [
    ["PDF 보고서", "%PDF-"],
    ["HTML", "<!doctype html>"],
    ["JSON", "{"],
  ] as const) {
    const downloading = second.waitForEvent("download");
    await second.getByRole("link", { name, exact: true }).click();
    const bytes = await readFile(await (await downloading).path());
    assert.equal(bytes.subarray(0, beginning.length).toString(), beginning);
  }
  await navigate(page, "가명처리");
  await reads(page.getByRole("row").last(), /민원 분류 모델[\s\S]*완료/);
});

test("a person without the right has no such room", async () => {
  const third = await openPage(browser);
  await third.goto(`${url}/documents`);
  await logIn(third, setting("ONGGI_SECOND_LOGIN"), setting("ONGGI_SECOND_PASSWORD"));
  await third.getByRole("navigation").getByRole("link", { name: "검색" }).waitFor();
  await amountsTo(third.getByRole("navigation").getByRole("link", { name: "가명처리" }), 0);
  await third.goto(`${url}/procedures`);
  await third.getByRole("alert").waitFor();
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
