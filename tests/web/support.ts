// What every browser test does: a browser, a person who logs in, brings documents and asks. From the environment: ONGGI_URL,
// CHROMIUM (default /usr/bin/chromium).
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { Browser, FileChooser, Locator, Page } from "playwright-core";

// The browser driver is a package of web/, which lies beside this folder and not above it.
const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))(
  "playwright-core",
) as typeof import("playwright-core");

export function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `the environment lacks ${name}`);
  return value;
}

export const url = setting("ONGGI_URL").replace(/\/$/, "");
export const readyMs = 120_000;
/** What the page must not do: ask another host, break its own rules. */
export const strangers: string[] = [];
export const complaints: string[] = [];

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: "ko-KR", viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(20_000);
  const opened = await context.newPage();
  opened.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
  });
  opened.on("pageerror", (error) => complaints.push(error.message));
  opened.on("console", (message) => {
    if (/Content.Security.Policy|violates/i.test(message.text())) complaints.push(message.text());
  });
  return opened;
}

export async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("아이디", { exact: true }).fill(login);
  await page.getByRole("textbox", { name: "비밀번호" }).fill(password);
  await page.getByRole("button", { name: "로그인" }).click();
  await page.getByRole("button", { name: "내 계정" }).waitFor();
}

/** A page in which the owner has logged in and sees the documents. */
export async function enter(browser: Browser): Promise<Page> {
  const page = await openPage(browser);
  await page.goto(`${url}/documents`);
  await logIn(page, setting("ONGGI_LOGIN"), setting("ONGGI_PASSWORD"));
  return page;
}

/** A picture for people to look at, where ONGGI_SHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.ONGGI_SHOTS;
  if (!folder) return;
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** The same at both widths, the wide one last. */
export async function shots(page: Page, name: string): Promise<void> {
  if (!process.env.ONGGI_SHOTS) return;
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await shot(page, `${name}-${width}`);
  }
}

export const navigate = (page: Page, room: string) =>
  page.getByRole("navigation").getByRole("link", { name: room }).click();

type Readers = "나만" | "모두";

/** Begins on the page of documents. */
export async function upload(page: Page, files: Parameters<FileChooser["setFiles"]>[0], who: Readers): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "파일 올리기" }).click();
  await (await chooser).setFiles(files);
  const dialog = page.getByRole("dialog");
  await dialog.getByText(who, { exact: true }).click();
  await dialog.getByRole("button", { name: "올리기 시작" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Files with these texts, by their names; until they are read. Begins on the page of documents. */
export async function bring(page: Page, texts: Record<string, string>, who: Readers): Promise<void> {
  const files = Object.entries(texts).map(([name, text]) => ({
    name,
    mimeType: "text/plain",
    buffer: Buffer.from(text),
  }));
  await upload(page, files, who);
  for (const { name } of files) await page.getByText(name).first().waitFor({ timeout: readyMs });
  await settled(page);
}

export async function ask(page: Page, question: string): Promise<Locator> {
  await navigate(page, "대화");
  const input = page.getByRole("textbox", { name: "질문" });
  await input.fill(question);
  await input.press("Enter");
  const exchange = page.getByRole("article", { name: question }).last();
  await exchange.getByRole("button", { name: "답변 복사" }).waitFor({ timeout: readyMs });
  return exchange;
}

/** Looks again until `look` sees what is `wanted`: a page draws in its own time, and text out of sight only when it comes near. */
export async function becomes<T>(look: () => Promise<T>, wanted: (seen: T) => boolean, what: string): Promise<void> {
  let seen = await look();
  for (const deadline = Date.now() + 20_000; !wanted(seen) && Date.now() < deadline; seen = await look())
    await new Promise((resume) => setTimeout(resume, 50));
  assert.ok(wanted(seen), `expected ${what}, saw ${JSON.stringify(seen)}`);
}

export const reads = (place: Locator, text: string | RegExp): Promise<void> =>
  becomes(
    () => place.innerText(),
    (seen) => (typeof text === "string" ? seen.trim() === text : text.test(seen)),
    `the text ${text}`,
  );

export const readAs = (places: Locator, texts: string[]): Promise<void> =>
  becomes(
    () => places.allInnerTexts(),
    (seen) => JSON.stringify(seen.map((text) => text.trim())) === JSON.stringify(texts),
    `the texts ${JSON.stringify(texts)}`,
  );

/** Scrolled to where a person sees it, and large enough to be seen. */
export const isInView = (pane: Locator, mark: Locator): Promise<void> =>
  becomes(
    async () => ({ pane: await pane.boundingBox(), mark: await mark.first().boundingBox() }),
    ({ pane: view, mark: box }) =>
      view !== null &&
      box !== null &&
      box.width > 10 &&
      box.height > 3 &&
      box.y >= view.y - 1 &&
      box.y + box.height <= view.y + view.height + 1,
    "the mark inside the pane",
  );

export const amountsTo = (places: Locator, count: number): Promise<void> =>
  becomes(
    () => places.count(),
    (seen) => seen === count,
    `${count} elements`,
  );

/** Waits until no job is waiting or running. */
export async function settled(page: Page): Promise<void> {
  for (const deadline = Date.now() + readyMs; Date.now() < deadline; await page.waitForTimeout(200)) {
    const { jobs } = await (await page.request.get(`${url}/api/jobs?limit=20`)).json();
    if (!jobs.some(({ state }: { state: string }) => state === "queued" || state === "running")) return;
  }
  assert.fail("the jobs did not end");
}
