// 관리 → 소스: a folder is added, looked through, brings only what changed, and takes its documents along when it goes.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD, and ONGGI_SOURCE_FOLDER: an empty folder that sources may
// read.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { complaints, enter, launch, navigate, readyMs, setting, shot, strangers } from "./support.ts";

let browser: Browser;
let page: Page;
const shelf = setting("ONGGI_SOURCE_FOLDER");
const write = (name: string, text: string) => writeFile(join(shelf, name), text);

before(async () => {
  await write("주차_규정.txt", "주차 규정\n\n방문 차량은 두 시간까지 무료로 주차합니다.\n");
  await write("우산_대여.txt", "우산 대여\n\n우산은 하루 동안 빌려 드립니다.\n");
  browser = await launch();
  page = await enter(browser);
});
after(() => browser?.close());

const source = () => page.getByRole("region", { name: "총무 서고" });

async function bringNow(counts: RegExp): Promise<void> {
  await source().getByRole("button", { name: "지금 가져오기" }).click();
  await source().getByText(counts).waitFor({ timeout: readyMs });
}

test("a folder that nobody allowed is refused with what to do", async () => {
  await navigate(page, "관리");
  await page.getByRole("tab", { name: "소스" }).click();
  await page.getByText("소스가 없습니다").waitFor();
  await page.getByRole("button", { name: "소스 추가" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("이름").fill("총무 서고");
  await dialog.getByLabel("위치").fill("/etc");
  await dialog.getByRole("button", { name: "추가", exact: true }).click();
  await dialog.getByRole("alert").filter({ hasText: "folders" }).waitFor();
});

test("an allowed one is added and brings its documents", async () => {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("위치").fill(shelf);
  await dialog.getByLabel("문서 정보").fill("department=총무팀");
  await dialog.getByRole("button", { name: "추가", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await source().getByText("아직 가져오지 않음").waitFor();
  await bringNow(/새로 2, 바뀜 0, 그대로 0, 없어짐 0, 실패 0/);
  await source().getByText("정상 · 문서 2건").waitFor();
});

test("what changed is brought again, what is gone goes", async () => {
  await write("주차_규정.txt", "주차 규정\n\n방문 차량은 네 시간까지 무료로 주차합니다.\n");
  await rm(join(shelf, "우산_대여.txt"));
  await bringNow(/새로 0, 바뀜 1, 그대로 0, 없어짐 1, 실패 0/);
  await source().getByText("문서 1건").waitFor();
});

test("it is paused, goes on, and takes its documents along", async () => {
  await source().getByRole("button", { name: "멈추기" }).click();
  await source().getByRole("button", { name: "다시 하기" }).click();
  await source().getByRole("button", { name: "멈추기" }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} wide`);
  await shot(page, "sources-390");
  await page.setViewportSize({ width: 1280, height: 900 });
  await shot(page, "sources-1280");
  await source().getByRole("button", { name: "삭제" }).click();
  await page.getByRole("dialog").getByText("문서 1건을 삭제합니다").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "삭제" }).click();
  await page.getByText("소스가 없습니다").waitFor({ timeout: readyMs });
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
