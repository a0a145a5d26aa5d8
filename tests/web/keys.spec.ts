// An API key is made for one purpose with limits, does that and nothing else, and shows what it took. From the
// environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD; pictures go to ONGGI_SHOTS where that is set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { complaints, enter, launch, shots, strangers, url } from "./support.ts";

let browser: Browser;
let page: Page;
let secret = "";

before(async () => {
  browser = await launch();
  page = await enter(browser);
});
after(() => browser?.close());

test("a key is made for searches alone, with a limit and a budget", async () => {
  await page.goto(`${url}/keys`);
  await page.getByRole("button", { name: "키 만들기" }).first().click();
  const dialog = page.getByRole("dialog", { name: "키 만들기" });
  await dialog.getByLabel("키 이름").fill("상담 앱");
  assert.ok(await dialog.getByRole("checkbox", { name: "전체" }).isChecked());
  await dialog.getByRole("checkbox", { name: "검색과 답변" }).check();
  assert.ok(!(await dialog.getByRole("checkbox", { name: "전체" }).isChecked()));
  await dialog.getByLabel("쓸 수 있는 모델").fill("onggi");
  await dialog.getByLabel("쓸 수 있는 모델").press("Enter");
  await dialog.getByLabel("분당 요청").fill("60");
  await dialog.getByLabel("월간 토큰").fill("1000000");
  await shots(page, "keys-form");
  await dialog.getByRole("button", { name: "키 만들기" }).click();
  secret = await page.locator("code.secret").innerText();
  await page.getByRole("dialog", { name: "키를 만들었습니다" }).getByRole("button", { name: "닫기" }).click();
  const row = page.getByRole("row", { name: /상담 앱/ });
  await row.getByText("검색과 답변").waitFor();
  await row.getByText("onggi", { exact: true }).waitFor();
  await row.getByText("1,000,000토큰 중 0토큰").waitFor();
  await row.getByText("분당 요청 60").waitFor();
  await shots(page, "keys");
});

test("the key does what it was made for and nothing else", async () => {
  const headers = { authorization: `Bearer ${secret}` };
  const chat = (model: string) =>
    fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ model, messages: [{ role: "user", content: "휴가는 며칠인가요?" }] }),
    });
  const answer = await chat("onggi");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("x-ratelimit-limit-requests"), "60");
  assert.equal((await chat("onggi/extractive")).status, 403);
  assert.equal((await fetch(`${url}/api/people`, { headers })).status, 403);
});

test("nothing is asked of others and nothing breaks", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
