// Labels and metadata: what a marking proposes is decided by keyboard, details are changed one by one and many at once, lists are
// narrowed by them, fields of the workspace come and go. From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD; pictures
// of what is seen go to ONGGI_SHOTS where that is set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { amountsTo, bring, complaints, enter, launch, navigate, shot, strangers, url } from "./support.ts";

const texts = {
  "사업계획.txt":
    "대외비\n\n2024년 사업계획\n\n담당부서: 기획팀    시행일: 2024년 3월 1일\n작성자: 홍길동\n\n목표는 40억원이다.\n",
  "인사규정.txt": "사내한\n\n인사 규정\n\n담당부서: 인사팀    시행일: 2021년 1월 1일\n\n연차는 15일이다.\n",
  "대외비_지침.txt": "대외비 문서 관리 지침\n\n담당부서: 보안팀\n\n대외비로 분류한 문서는 잠가 둔다.\n",
};

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, texts, "나만");
});
after(() => browser?.close());

const row = (name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
const proposals = () => page.getByRole("list", { name: "등급 제안" });

test("a marking proposes a label, a text about markings does not; the keyboard decides", async () => {
  await page.goto(`${url}/documents`);
  await proposals().getByText("사업계획.txt").waitFor();
  await amountsTo(proposals().getByRole("listitem"), 2);
  await shot(page, "documents-1280");
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "documents-390");
  await page.setViewportSize({ width: 1280, height: 800 });
  await row("사업계획.txt").getByText("O 공개").waitFor();
  await proposals().getByRole("button", { name: "사업계획.txt 제안 등급 적용" }).focus();
  await page.keyboard.press("a");
  await row("사업계획.txt").getByText("S 민감").waitFor();
  await proposals().getByRole("button", { name: "인사규정.txt 지금 등급 유지" }).focus();
  await page.keyboard.press("d");
  await proposals().waitFor({ state: "detached" });
  await row("인사규정.txt").getByText("O 공개").waitFor();
});

test("details say where they come from, are changed, and taken back", async () => {
  await row("사업계획.txt").getByRole("link").first().click();
  await page.getByText("정보", { exact: true }).click();
  const details = page.getByRole("region", { name: "문서 정보" });
  await details.getByRole("row", { name: "부서 기획팀 문서에서 찾음" }).waitFor();
  await shot(page, "document-1280");
  await details.getByRole("button", { name: "정보 수정" }).click();
  await details.getByLabel("부서").fill("재무팀");
  await shot(page, "document-edit-1280");
  await details.getByRole("button", { name: "저장" }).click();
  await details.getByRole("row", { name: "부서 재무팀 owner 님이 입력" }).waitFor();
  await details.getByRole("button", { name: "정보 수정" }).click();
  await details.getByLabel("부서").fill("");
  await details.getByRole("button", { name: "저장" }).click();
  await details.getByRole("row", { name: "부서 기획팀 문서에서 찾음" }).waitFor();
});

test("the list is narrowed by label and details", async () => {
  await navigate(page, "문서");
  const choose = async (label: string, option: string) => {
    await page.getByRole("combobox", { name: label, exact: true }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  await choose("등급으로 찾기", "S 민감");
  await row("인사규정.txt").waitFor({ state: "detached" });
  await amountsTo(row("사업계획.txt"), 1);
  await choose("등급으로 찾기", "모든 등급");
  await choose("문서 정보로 찾기", "시행일");
  await choose("비교", "이전·이하");
  await page.getByLabel("찾을 값").fill("2022-12-31");
  await row("사업계획.txt").waitFor({ state: "detached" });
  await amountsTo(row("인사규정.txt"), 1);
});

test("many documents are changed in one request, with a field of the workspace's own", async () => {
  await page.goto(`${url}/admin/labels`);
  const form = page.getByRole("form", { name: "항목 추가" });
  await form.getByLabel("한국어 이름").fill("보존연한");
  await form.getByLabel("영어 이름").fill("Retention");
  await form.getByLabel("식별자").fill("retention");
  await form.getByRole("button", { name: "항목 추가" }).click();
  await page
    .getByRole("table", { name: "문서 정보 항목" })
    .getByRole("cell", { name: "보존연한", exact: true })
    .waitFor();
  await page.getByRole("checkbox", { name: "이 쪽의 문서 모두 선택" }).check();
  const bulk = page.getByRole("region", { name: "적용" });
  await bulk.getByRole("combobox", { name: "문서 정보", exact: true }).click();
  await page.getByRole("option", { name: "보존연한" }).click();
  await bulk.getByLabel("값", { exact: true }).fill("5년");
  const requests: string[] = [];
  page.on("request", (request) => request.method() === "PATCH" && requests.push(request.url()));
  await shot(page, "admin-1280");
  await bulk.getByRole("button", { name: "적용" }).click();
  await page.getByText("건을 변경했습니다.").first().waitFor();
  assert.equal(requests.length, 1);
  const { documents } = await (await page.request.get(`${url}/api/documents?where=retention%3D5%EB%85%84`)).json();
  assert.ok(documents.length >= 3);
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "admin-390");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "보존연한 항목 삭제" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "삭제" }).click();
  await page.getByRole("button", { name: "보존연한 항목 삭제" }).waitFor({ state: "detached" });
});

test("the page stayed at home", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
