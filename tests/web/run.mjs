// Runs the browser tests and says how many passed: npm run e2e in web/, with the names
// of files for these alone. ONGGI_JUNIT: a file for the results as JUnit XML.

import { createWriteStream, readdirSync } from "node:fs";
import { run } from "node:test";
import { junit, spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

let passed = 0;
let failed = 0;
// One after another; the first ones in this order, for the story begins without documents.
const first = ["story.spec.ts", "places.spec.ts", "pipeline.spec.ts", "labels.spec.ts", "duplicates.spec.ts"];
const there = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".spec.ts"));
const named = process.argv.slice(2);
const all = named.length > 0 ? named : [...first, ...there.filter((name) => !first.includes(name)).sort()];
const files = all.map((name) => fileURLToPath(new URL(name, import.meta.url)));
const tests = run({ files, concurrency: false });
const counts = (data) => data.details.type !== "suite" && !data.skip && !data.todo;
tests.on("test:pass", (data) => {
  passed += counts(data);
});
tests.on("test:fail", (data) => {
  failed += counts(data);
});
if (process.env.ONGGI_JUNIT) tests.compose(junit).pipe(createWriteStream(process.env.ONGGI_JUNIT));
tests.compose(new spec()).pipe(process.stdout);
tests.on("end", () => {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  process.on("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
});
