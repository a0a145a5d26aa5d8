// An answer is looked into: what was found, where the time went, the same question once more; and the list of all for who
// runs the system. From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD; pictures go to ONGGI_SHOTS where that is
// set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { amountsTo, ask, bring, complaints, enter, launch, navigate, readyMs, shots, strangers } from "./support.ts";

const texts = {
  "휴가규정.txt": "휴가 규정\n\n연차휴가는 일 년에 15일을 준다.\n",
  "식대규정.txt": "식대 규정\n\n식대는 한 달에 20만원을 지급한다.\n",
};
const leave = "연차휴가는 며칠입니까?";

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, texts, "모두");
});
after(() => browser?.close());

const region = (name: string) => page.getByRole("region", { name, exact: true });

test("an answer leads to how it came about", async () => {
  await navigate(page, "대화");
  await ask(page, leave);
  await page.getByRole("link", { name: "이 답의 과정" }).click();
  await page.getByRole("heading", { name: "이 답의 과정" }).waitFor({ timeout: readyMs });
  await region("질문과 답").getByText(leave).waitFor();
  const row = page.getByRole("table", { name: "찾은 곳" }).getByRole("row").nth(1);
  assert.match(await row.innerText(), /휴가 ?규정/);
  assert.match(await row.innerText(), /인용함/);
  await region("걸린 시간").getByText("찾기", { exact: true }).waitFor();
  await shots(page, "traces-one");
  await page.emulateMedia({ colorScheme: "dark" });
  await shots(page, "traces-one-dark");
  await page.emulateMedia({ colorScheme: "light" });
});

test("the same question is asked again", async () => {
  await region("다시 물어보기").getByRole("button", { name: "다시 물어보기" }).click();
  await region("다시 물어보기").getByText("같은 답입니다").waitFor({ timeout: readyMs });
  await shots(page, "traces-replayed");
});

test("who runs the system finds it in the list, and narrows that", async () => {
  await navigate(page, "관리");
  await page.getByRole("tab", { name: "답변 기록" }).click();
  const list = page.getByRole("table", { name: "답변 기록" });
  await list.getByRole("link", { name: leave }).first().waitFor({ timeout: readyMs });
  await shots(page, "traces-list");
  await page.getByRole("combobox", { name: "결과" }).click();
  await page.getByRole("option", { name: "실패" }).click();
  await amountsTo(page.getByRole("link", { name: leave }), 0);
  await page.getByRole("combobox", { name: "결과" }).click();
  await page.getByRole("option", { name: "모두" }).click();
  await list.getByRole("link", { name: leave }).first().click();
  await page.getByRole("heading", { name: "이 답의 과정" }).waitFor();
});

test("the page asked nobody else and complained of nothing", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
