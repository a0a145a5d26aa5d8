// A citation leads to the place: the cell and the footnote of an HWP, the line of a two-column PDF and of a scan. In PDF and
// scan what is asked for is printed in blue, so the page's own picture says where it stands (tests/support/make_web_documents.py).
// From the environment: ONGGI_URL, ONGGI_LOGIN, ONGGI_PASSWORD.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import {
  amountsTo,
  ask,
  complaints,
  enter,
  isInView,
  launch,
  readAs,
  reads,
  readyMs,
  strangers,
  upload,
  url,
} from "./support.ts";

const rules = "출장_숙박비_기준.hwp";
const columns = "식당_휴게실_안내.pdf";
const scan = "열쇠_관리_안내.png";
const fileOf = (name: string) => fileURLToPath(new URL(`documents/${name}`, import.meta.url));

let browser: Browser;
let page: Page;

before(async () => {
  browser = await launch();
  page = await enter(browser);
  await upload(page, [rules, columns, scan].map(fileOf), "나만");
  for (const name of [rules, columns, scan]) {
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
    await row.getByText("준비됨").waitFor({ timeout: readyMs });
  }
});
after(() => browser?.close());

/** Asks, opens the first citation of the document, and gives the panel with the source. */
async function cite(question: string, name: string): Promise<Locator> {
  const exchange = await ask(page, question);
  const citations = exchange.getByRole("button", { name: new RegExp(`^근거 \\d+: .*${name}`) });
  await citations.first().click();
  return page.getByRole("complementary", { name: "원문" });
}

/** From the panel to the document's own page. */
async function openDocument(): Promise<Locator> {
  await page.getByRole("complementary", { name: "원문" }).getByRole("link", { name: "문서에서 보기" }).click();
  const document = page.locator(".document-page");
  await document.waitFor();
  return document;
}

/** Of the ink under the marks how much is blue, and of the blue ink how much lies under marks. */
async function inkUnderMarks(view: Locator) {
  await view.locator("rect[data-quoted]").first().waitFor({ timeout: readyMs });
  const sheet = view.locator(".sheet").filter({ has: page.locator("rect[data-quoted]") });
  await amountsTo(sheet, 1);
  return sheet.evaluate(async (element) => {
    const image = element.querySelector("img") as HTMLImageElement;
    await image.decode();
    const frame = image.getBoundingClientRect();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const paper = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    paper.drawImage(image, 0, 0);
    const { data, width, height } = paper.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
    const [across, down] = [width / frame.width, height / frame.height];
    const boxes = [...element.querySelectorAll("rect[data-quoted]")].map((one) => {
      const box = one.getBoundingClientRect();
      return {
        x0: (box.left - frame.left) * across,
        x1: (box.right - frame.left) * across,
        y0: (box.top - frame.top) * down,
        y1: (box.bottom - frame.top) * down,
      };
    });
    const counts = { marks: boxes.length, blue: 0, blueMarked: 0, blackMarked: 0 };
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const at = (y * width + x) * 4;
        const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
        const isBlue = blue - Math.max(red, green) > 90;
        const isBlack = Math.max(red, green, blue) < 110;
        if (!isBlue && !isBlack) continue;
        const isMarked = boxes.some(({ x0, x1, y0, y1 }) => x >= x0 && x <= x1 && y >= y0 && y <= y1);
        counts.blue += Number(isBlue);
        counts.blueMarked += Number(isBlue && isMarked);
        counts.blackMarked += Number(isBlack && isMarked);
      }
    return counts;
  });
}

async function marksTheBlueLines(view: Locator): Promise<void> {
  const ink = await inkUnderMarks(view);
  const words = JSON.stringify(ink);
  assert.equal(ink.marks, 2, `one mark a line: ${words}`);
  assert.ok(ink.blue > 300, `the page's picture shows what was asked for: ${words}`);
  assert.ok(ink.blueMarked > 0.95 * ink.blue, `what was asked for is marked: ${words}`);
  assert.ok(ink.blackMarked < 0.1 * ink.blueMarked, `little else is marked: ${words}`);
  await isInView(view.locator(".pane.pages"), view.locator("rect[data-quoted]"));
}

async function marksTheCell(view: Locator): Promise<void> {
  await view.locator("[data-quoted]").first().waitFor();
  await readAs(view.locator("[data-quoted]"), ["70,000원"]);
  await readAs(view.locator("[data-cited-row]"), ["국내 출장", "사원", "100,000원", "70,000원"]);
  await isInView(view.locator(".pane.elements"), view.locator("[data-quoted]"));
}

test("the cited cell of a merged table in an HWP is marked, and its row under the merged cell", async () => {
  const source = await cite("사원의 지방 1박 숙박비는 얼마입니까?", rules);
  await marksTheCell(source);
  await marksTheCell(await openDocument());
});

test("the cited footnote of an HWP is marked", async () => {
  const source = await cite("숙박비 영수증은 며칠 안에 회계팀에 내야 합니까?", rules);
  const cited = source.locator(".element[data-cited]");
  await cited.waitFor();
  assert.equal(await cited.getAttribute("data-kind"), "footnote");
  await reads(cited.locator("mark"), /숙박비 영수증은 귀임한 날부터 7일 안에 회계팀에 낸다/);
  const document = await openDocument();
  await reads(document.locator('.element[data-kind="footnote"] mark'), /7일/);
});

test("the cited lines of a two-column PDF are marked where they stand", async () => {
  const source = await cite("휴게실 안마 의자는 한 사람이 몇 분까지 쓸 수 있습니까?", columns);
  await marksTheBlueLines(source);
  const document = await openDocument();
  await marksTheBlueLines(document);
  await reads(document.locator("mark"), "휴게실 안마 의자는 한 사람이 20분까지 쓸 수 있다.");
});

test("the cited lines of a scan that lies askew are marked where they stand", async () => {
  const source = await cite("빌린 열쇠는 당일 몇 시까지 경비실에 돌려주어야 합니까?", scan);
  await marksTheBlueLines(source);
  await marksTheBlueLines(await openDocument());
});

test("a word that the reader of a scan doubts is asked about first, with its picture, and corrected by keyboard", async () => {
  await page.getByRole("button", { name: "고치기", exact: true }).click();
  const desk = page.getByRole("region", { name: "다시 볼 글자" });
  const field = desk.getByRole("textbox", { name: "바른 글자" });
  await field.waitFor();
  const misread = await field.inputValue();
  const pane = page.getByRole("region", { name: "고칠 내용" });
  await pane.getByText(`문의는 ${misread} 담당에게 한다.`).waitFor();
  assert.ok(await field.evaluate((one) => one === document.activeElement), "typing begins at once");
  await isInView(page.locator(".pane.pages"), page.locator(".pane.pages rect[data-quoted]"));
  const picture = desk.getByRole("img", { name: "이 글자의 그림" });
  const address = await picture.locator("image").getAttribute("href");
  assert.equal((await page.request.get(new URL(address ?? "", url).href)).headers()["content-type"], "image/png");
  await field.fill("뷁퉯쀍");
  await field.press("Enter");
  await page.getByText("저장했습니다.").first().waitFor();
  await pane.getByText("문의는 뷁퉯쀍 담당에게 한다.").waitFor();
  await desk.waitFor({ state: "detached" });
});

test("the page never asked another host and never broke its own rules", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});
