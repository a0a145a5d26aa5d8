// 관리 > 사용량과 비용: what a program takes is counted under its key, and a model gets a price. From the environment:
// ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD, ONGGI_BINARY, ONGGI_HOME; pictures go to ONGGI_SHOTS where that is set.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { complaints, enter, launch, navigate, readyMs, setting, shots, strangers, url } from "./support.ts";

const onggi = (...words: string[]) => execFileSync(setting("ONGGI_BINARY"), words, { encoding: "utf8" }).trim();

const nearFile = process.env["ONGGI_TEST_MODEL"];
let browser: Browser;
let page: Page;

before(async () => {
  onggi("model", "add", "far-writer", "--url", "http://127.0.0.1:9/v1", "--name", "m");
  browser = await launch();
  page = await enter(browser);
});
after(async () => {
  await browser?.close();
  onggi("model", "remove", "far-writer");
  if (nearFile) onggi("model", "remove", "near-writer");
});

const row = (table: string, name: string) =>
  page
    .getByRole("table", { name: table })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name }) });

test("what a program takes stands under its model and its key", async () => {
  const secret = onggi("key", "add", setting("ONGGI_LOGIN"), "--name", "사용량 시험", "--quiet");
  const answer = await fetch(`${url}/v1/embeddings`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "onggi/static-ko", input: ["연차 휴가", "출장 여비"] }),
  });
  assert.equal(answer.status, 200);
  await navigate(page, "관리");
  await page.getByRole("tab", { name: "사용량과 비용" }).click();
  await row("사용량", "onggi/static-ko").waitFor({ timeout: readyMs });
  await page.getByRole("combobox", { name: "기준" }).click();
  await page.getByRole("option", { name: "API 키" }).click();
  assert.match(await row("사용량", "사용량 시험").innerText(), /₩0/);
  await shots(page, "usage");
});

test("a model gets a price, and loses it", async () => {
  await page.getByRole("button", { name: "far-writer 단가 변경" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("입력", { exact: true }).fill("1250");
  await dialog.getByLabel("출력", { exact: true }).fill("많이");
  await dialog.getByRole("button", { name: "저장" }).click();
  await dialog.getByText("소수점 아래 여섯 자리까지").waitFor();
  await shots(page, "usage-price");
  await dialog.getByLabel("출력", { exact: true }).fill("5000");
  await dialog.getByRole("button", { name: "저장" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.match(await row("모델 단가", "far-writer").innerText(), /1250\s+1250\s+5000/);
  await page.emulateMedia({ colorScheme: "dark" });
  await shots(page, "usage-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "far-writer 단가 변경" }).click();
  await page.getByRole("button", { name: "단가 삭제" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.match(await row("모델 단가", "far-writer").innerText(), /없음/);
});

test("a model of this server is paid by the hour", { skip: nearFile === undefined }, async () => {
  onggi("model", "add", "near-writer", "--gguf", nearFile ?? "");
  await page.reload();
  await page.getByRole("button", { name: "near-writer 단가 변경" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("계산 1시간").fill("3500");
  await shots(page, "usage-hour");
  await dialog.getByRole("button", { name: "저장" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.match(await row("모델 단가", "near-writer").innerText(), /0\s+0\s+0\s+3500/);
  const secret = onggi("key", "add", setting("ONGGI_LOGIN"), "--name", "계산 시험", "--quiet");
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "near-writer", messages: [{ role: "user", content: "Hello" }], max_tokens: 4 }),
  });
  assert.equal(answer.status, 200);
  await page.reload();
  await page.getByRole("columnheader", { name: "계산 시간" }).waitFor({ timeout: readyMs });
  assert.match(await row("사용량", "near-writer").innerText(), /(ms|초)\s+₩/);
  await shots(page, "usage-computed");
});

test("the page asked nobody else and complained of nothing", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
