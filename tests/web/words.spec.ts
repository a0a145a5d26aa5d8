// Words of the company: added, grouped, found again and removed; what documents suggest is decided by keyboard. From the
// environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD; pictures of what is seen go to ONGGI_SHOTS where that is set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { bring, complaints, enter, launch, shot, strangers, url } from "./support.ts";

const texts = {
  "검사규정.txt":
    '검사 규정\n\n금융감독원(이하 "금감원"이라 한다)의 검사를 받는 부서는 자료를 사흘 안에 낸다.\n\n한국산업은행(산은)의 대출은 따로 적는다.\n',
  "대출규정.txt": "대출 규정\n\n새싹온기적금 가입자는 우대 금리를 받는다.\n",
};

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, texts, "나만");
});
after(() => browser?.close());

test("a word is added, and the document with it follows", async () => {
  await page.goto(`${url}/admin/words`);
  await page.getByText("아직 회사 낱말이 없습니다").waitFor();
  await shot(page, "words-empty-1280");
  const form = page.getByRole("form", { name: "낱말 추가" });
  await form.getByLabel("낱말").fill("새싹온기적금");
  await form.getByLabel("구성 (선택)").fill("새싹 온기 적금");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /새싹온기적금 새싹 온기 적금 owner/ }).waitFor();
  await page.getByText("문서 1건을 다시 분석했습니다").waitFor();
});

test("words are grouped, and a wish that cannot be met says why", async () => {
  const form = page.getByRole("form", { name: "같은 말로 묶기" });
  await form.getByRole("textbox").fill("AI, 인공지능");
  await form.getByRole("button").click();
  await page.getByRole("region", { name: "같은 뜻으로 쓰는 말" }).getByText("인공지능").waitFor();
  const word = page.getByRole("form", { name: "낱말 추가" });
  await word.getByLabel("낱말").fill("두 낱말");
  await page.keyboard.press("Enter");
  await page
    .getByRole("alert")
    .getByText(/띄어쓰기 없이/)
    .waitFor();
  await word.getByLabel("낱말").fill("");
});

test("what documents suggest is accepted and dismissed by keyboard", async () => {
  await page.getByRole("button", { name: "문서에서 찾기" }).click();
  const list = page.getByRole("list", { name: "제안된 낱말" });
  await list.getByText("금감원 = 금융감독원").waitFor();
  await shot(page, "words-1280");
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "words-390");
  await page.setViewportSize({ width: 1280, height: 800 });
  await list.getByRole("button", { name: "금감원 = 금융감독원 받아들이기" }).focus();
  await page.keyboard.press("a");
  await page.getByRole("region", { name: "같은 뜻으로 쓰는 말" }).getByText("금융감독원").waitFor();
  await list.getByRole("button", { name: "산은 = 한국산업은행 제외" }).focus();
  await page.keyboard.press("d");
  await list.getByText("산은 = 한국산업은행").waitFor({ state: "detached" });
});

test("words are narrowed and removed", async () => {
  await page.getByLabel("낱말 찾기").fill("없는 글자");
  await page.getByText("찾는 낱말이 없습니다").waitFor();
  await page.getByLabel("낱말 찾기").fill("");
  await page.getByRole("button", { name: "‘새싹온기적금’ 삭제" }).click();
  await page.getByRole("row", { name: /새싹온기적금/ }).waitFor({ state: "detached" });
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "words-dark-1280");
  assert.deepEqual(complaints, []);
  assert.deepEqual(strangers, []);
});
