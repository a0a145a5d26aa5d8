// The import rules of the page: text → api types; components, i18n → api; features → those and each other's index alone;
// app → all. Views get their data and callbacks, so they take nothing but types, ApiError and addresses from the api.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const src = join(process.cwd(), "src");
type Import = { from: string; to: string; names: string };

function importsOf(file: string): Import[] {
  const code = readFileSync(join(src, file), "utf8");
  const found = code.matchAll(/(?:import|export)\s+([^;"]*?)\s*from\s+"([^"]+)"|import\("([^"]+)"\)/g);
  return [...found].map(([, names = "", plain, lazy]) => {
    const target = plain ?? lazy ?? "";
    const to = target.startsWith(".") ? join(dirname(file), target) : target.replace(/^@\//, "");
    return { from: file, to: target.startsWith(".") || target.startsWith("@/") ? to : `npm:${target}`, names };
  });
}

const files = globSync("**/*.{ts,tsx}", { cwd: src }).filter((file) => !/\.test\.tsx?$|\.d\.ts$/.test(file));
const inside = files.flatMap(importsOf).filter(({ to }) => !to.startsWith("npm:"));
const room = (path: string) => path.split("/")[0] ?? "";
const feature = (path: string) => (room(path) === "features" ? path.split("/")[1] : undefined);

const allowed: Record<string, readonly string[]> = {
  api: ["api"],
  text: ["text", "api"],
  i18n: ["i18n", "api"],
  components: ["components", "api", "i18n", "text"],
  features: ["features", "components", "api", "i18n", "text"],
  app: ["app", "features", "components", "api", "i18n", "text"],
  "main.tsx": ["app", "i18n"],
};

function breaches(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, names }) => {
    const said = `${from} imports ${to}`;
    if (!allowed[room(from)]?.includes(room(to))) return [said];
    const other = feature(to);
    if (other && other !== feature(from) && to !== `features/${other}`)
      return [`${said}: a feature is entered by its index`];
    const isView = /View\.tsx$/.test(from) && to === "api" && !names.startsWith("type");
    const values = names
      .replace(/[{}\s]/g, " ")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name && !name.startsWith("type ") && name !== "ApiError" && !name.endsWith("Address"));
    return isView && values.length > 0 ? [`${said}: a view is given its data (${values})`] : [];
  });
}

describe("import rules", () => {
  it("reads the imports of the whole page", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(inside.length).toBeGreaterThan(150);
  });
  it("hold", () => expect(breaches(inside)).toEqual([]));
  it("see a breach", () => {
    expect(
      breaches([{ from: "features/chat/ChatPage.tsx", to: "features/documents/href", names: "{ documentHref }" }]),
    ).toHaveLength(1);
    expect(breaches([{ from: "components/Empty.tsx", to: "features/chat", names: "{ ChatPage }" }])).toHaveLength(1);
    expect(breaches([{ from: "features/chat/ExchangeView.tsx", to: "api", names: "{ ask }" }])).toHaveLength(1);
  });
  it("keep components short", () => {
    const long = files.filter((file) => readFileSync(join(src, file), "utf8").split("\n").length > 330);
    expect(long.map((file) => relative(src, file))).toEqual([]);
  });
});
