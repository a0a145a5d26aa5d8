// 파이프라인: a recipe is built from blocks, tried on a sample, changed by keyboard, and taken to the command line.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { amountsTo, bring, complaints, enter, launch, navigate, reads, readyMs, strangers } from "./support.ts";

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
});
after(() => browser?.close());

const steps = () => page.getByRole("list", { name: "작업 순서" }).locator(":scope > li");
const rows = () => page.getByRole("list", { name: "시험 결과" }).locator(":scope > li");

test("a preset shows what it does to a sample, and why", async () => {
  await navigate(page, "파이프라인");
  await page.getByText("레시피가 하는 일을 미리 보십시오").waitFor();
  await amountsTo(steps(), 5);
  await page.getByRole("button", { name: "보기 글 넣기" }).click();
  await rows().first().waitFor();
  const first = rows().filter({ hasText: "휴대전화번호" });
  await first.getByText("가림: 휴대전화번호").waitFor();
  await reads(first, /\[이름\]/);
  await rows().filter({ hasText: "기호가 많음" }).getByText("이 행은 결과에서 빠집니다.").waitFor();
  await rows().filter({ hasText: "깨진 한글" }).first().waitFor();
  await rows().filter({ hasText: "중복" }).waitFor();
});

test("a changed setting shows at once; blocks move by keyboard and go", async () => {
  const masking = steps().filter({ hasText: "개인정보 가림" });
  await masking.getByText("설정").click();
  await masking.getByLabel("가리는 방법").click();
  await page.getByRole("option", { name: "일부만" }).click();
  await rows().filter({ hasText: "홍●●" }).waitFor();
  await masking.getByRole("button", { name: "개인정보 가림 위로" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForFunction(() =>
    document.querySelectorAll(".pipeline-steps > li")[3]?.textContent?.includes("개인정보"),
  );
  await page.getByRole("button", { name: "조건으로 거르기 작업 빼기" }).click();
  await rows().filter({ hasText: "기호가 많음" }).waitFor({ state: "detached" });
});

test("a block is added and named by its rules", async () => {
  await page.getByRole("textbox", { name: "시험할 글" }).fill("접수가 안 되요.");
  await page.getByRole("button", { name: "작업 추가" }).click();
  await page.getByRole("menuitem", { name: "맞춤법과 띄어쓰기" }).click();
  await rows().filter({ hasText: "돼요" }).filter({ hasText: "되/돼" }).waitFor();
  await page.getByRole("button", { name: "맞춤법과 띄어쓰기 작업 빼기" }).click();
  await page.getByRole("button", { name: "보기 글 넣기" }).click();
});

test("the recipe is downloaded as the YAML that was tried", async () => {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "레시피 내려받기" }).click();
  const file = await (await downloading).path();
  const yaml = await readFile(file, "utf8");
  assert.match(yaml, /^operations:\n {2}- normalise\n/);
  assert.match(yaml, /- pii:\n {6}action: "partial"\n {2}- dedup/);
});

test("what is wrong with a setting is said with its place", async () => {
  const masking = steps().filter({ hasText: "개인정보 가림" });
  await masking.getByLabel("종류마다 다르게").fill("FONE=keep");
  await masking.getByLabel("종류마다 다르게").blur();
  await page.getByRole("alert").filter({ hasText: "FONE" }).waitFor();
});

test("documents go through the recipe, the report says what it did, and the original asks for a reason", async () => {
  await navigate(page, "문서");
  await bring(
    page,
    { "임대차_연락망.md": "# 임대차 연락망\n\n임차인 홍길동, 휴대전화 010-0000-1234입니다.\n" },
    "나만",
  );
  await navigate(page, "파이프라인");
  const panel = page.getByRole("region", { name: "문서에 적용" });
  await panel.getByLabel("이름으로 고르기").fill("임대차_연락망");
  await panel.getByRole("button", { name: "문서에 적용" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "문서에 적용" }).click();
  await panel.getByText("완료 1건 · 제외 0건 · 실패 0건").waitFor({ timeout: readyMs });
  await panel.getByRole("row").filter({ hasText: "가림: 휴대전화번호" }).waitFor();

  await navigate(page, "문서");
  await page.getByRole("link", { name: "임대차_연락망.md" }).first().click();
  await page.getByText("개인정보 가림").waitFor();
  await reads(page.getByText("임차인"), /\[휴대전화번호\]/);
  await page.getByRole("button", { name: "고치기" }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByRole("button", { name: "고치기" }).isDisabled());
  await dialog.getByLabel("사유").fill("번호 확인");
  await dialog.getByRole("button", { name: "고치기" }).click();
  await page.getByText("010-0000-1234").waitFor();
  await page.getByText("가리지 않은 내용입니다").waitFor();
  await page.getByRole("button", { name: "고치기 끝내기" }).click();
  await page.getByText("010-0000-1234").waitFor({ state: "detached" });
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
