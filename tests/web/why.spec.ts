// 찾는 문서가 없나요?: a search says why it does not find a document that somebody expected, and leads on.
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD, ONGGI_SECOND_LOGIN, ONGGI_SECOND_PASSWORD.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import {
  amountsTo,
  becomes,
  bring,
  complaints,
  enter,
  launch,
  logIn,
  navigate,
  openPage,
  setting,
  strangers,
  url,
} from "./support.ts";

const mine = { "이유_포상.txt": "담당부서: 인사팀\n\n포상금은 연 1회 지급한다." };
const shared = { "이유_주차.txt": "담당부서: 총무팀\n\n주차장은 지하 2층이다." };

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await bring(page, mine, "나만");
  await bring(page, shared, "모두");
  await navigate(page, "검색");
});
after(() => browser?.close());

const search = async (question: string) => {
  const box = page.getByRole("searchbox", { name: "문서 검색" });
  await box.fill(question);
  await box.press("Enter");
  await becomes(
    () => page.title(),
    (title) => title.startsWith(question),
    "the page of this question",
  );
  await entry().waitFor();
};
const entry = () => page.getByRole("button", { name: "찾는 문서가 없나요?" });
const dialog = () => page.getByRole("dialog", { name: "문서를 찾지 못한 이유" });
const answer = () => dialog().getByRole("region", { name: "확인 결과" });
const why = async (name: string, person?: string) => {
  if (!(await dialog().isVisible())) await entry().click();
  await dialog().getByRole("combobox", { name: "찾으시는 문서" }).fill(name);
  await page.getByRole("option", { name }).click();
  if (person !== undefined) {
    await dialog().getByRole("combobox", { name: "다른 사람으로 확인" }).fill(person);
    await page.getByRole("option", { name: person, exact: true }).click();
  }
  await dialog().getByRole("button", { name: "이유 확인" }).click();
};

test("the words are named that the document does not hold", async () => {
  await search("zzqqxx");
  await why("이유_포상.txt");
  await answer().getByText("가장 가까운 대목에 없는 낱말: zzqqxx").waitFor();
  await dialog().getByRole("button", { name: "닫기" }).click();
  await amountsTo(dialog(), 0);
});

test("a document that is among the hits is gone to", async () => {
  await search("포상금은 연 몇 회");
  await why("이유_포상.txt");
  await answer()
    .getByText(/검색 결과의 \d+위에 있습니다/)
    .waitFor();
  await answer()
    .getByRole("button", { name: /위로 이동/ })
    .click();
  await amountsTo(dialog(), 0);
  await becomes(
    () => page.evaluate(() => document.activeElement?.closest(".hit")?.textContent ?? ""),
    (text) => text.includes("이유_포상.txt"),
    "the focus on the hit",
  );
});

test("a condition that keeps it out is taken away", async () => {
  await page.getByRole("combobox", { name: "문서 정보로 찾기" }).click();
  await page.getByRole("option", { name: "부서", exact: true }).click();
  await page.getByRole("searchbox", { name: "찾을 값" }).fill("총무팀");
  await becomes(
    async () => decodeURIComponent(page.url()),
    (at) => at.includes("where=department=총무팀"),
    "the condition in the address",
  );
  await why("이유_포상.txt");
  await answer().getByText("고르신 문서 정보 조건에 맞지 않는 문서입니다.").waitFor();
  await answer().getByRole("button", { name: "문서 정보 조건 지우기" }).click();
  await page.getByRole("list", { name: "검색 결과" }).getByText("이유_포상.txt").first().waitFor();
  assert.ok(!page.url().includes("where="));
});

test("it is opened, asked and closed by keyboard", async () => {
  await search("포상금");
  await entry().focus();
  await page.keyboard.press("Enter");
  await becomes(
    () =>
      dialog()
        .getByRole("combobox", { name: "찾으시는 문서" })
        .evaluate((one) => one === document.activeElement),
    Boolean,
    "the cursor in the field",
  );
  const listed = page.waitForResponse((response) => decodeURIComponent(response.url()).includes("name=이유_주차"));
  await page.keyboard.type("이유_주차");
  await listed;
  await page.getByRole("option", { name: "이유_주차.txt" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await answer().getByRole("link", { name: "‘이유_주차.txt’ 열기" }).waitFor();
  await page.keyboard.press("Escape");
  await amountsTo(dialog(), 0);
  await becomes(
    () => entry().evaluate((one) => one === document.activeElement),
    Boolean,
    "the focus back on the entry",
  );
});

test("who may look as another person learns what that person may not see", async () => {
  await why("이유_포상.txt", setting("ONGGI_SECOND_LOGIN"));
  await answer()
    .getByText(`${setting("ONGGI_SECOND_LOGIN")} 님은 이 문서의 열람 대상이 아닙니다.`)
    .waitFor();
  await dialog().getByRole("combobox", { name: "다른 사람으로 확인" }).fill("nobody");
  await dialog().getByRole("button", { name: "이유 확인" }).click();
  await answer().getByText("이 아이디를 쓰는 사람이 없습니다.").waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await becomes(
    () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    Boolean,
    "no sideways scrolling",
  );
  await page.setViewportSize({ width: 1280, height: 800 });
  await dialog().getByRole("button", { name: "닫기" }).click();
});

test("another person is offered neither that nor documents that they may not see", async () => {
  const other = await openPage(browser);
  await other.goto(`${url}/search?q=${encodeURIComponent("주차장")}`);
  await logIn(other, setting("ONGGI_SECOND_LOGIN"), setting("ONGGI_SECOND_PASSWORD"));
  await other.getByRole("button", { name: "찾는 문서가 없나요?" }).click();
  const asked = other.getByRole("dialog", { name: "문서를 찾지 못한 이유" });
  await asked.getByRole("combobox", { name: "찾으시는 문서" }).fill("이유_주차");
  await other.getByRole("option", { name: "이유_주차.txt" }).waitFor();
  assert.equal(await asked.getByRole("combobox", { name: "다른 사람으로 확인" }).count(), 0);
  await asked.getByRole("combobox", { name: "찾으시는 문서" }).fill("이유_포상");
  await other.getByText(/이 이름의 문서가 없습니다/).waitFor();
  assert.equal(await other.getByRole("option", { name: "이유_포상.txt" }).count(), 0);
});

test("the page kept its rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
