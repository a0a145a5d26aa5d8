// Runs the browser tests and says how many passed: npm run e2e in web/, with the names
// of files for these alone. ONGGI_JUNIT: a file for the results as JUnit XML.

import { createWriteStream } from "node:fs";
import { run } from "node:test";
import { junit, spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

let passed = 0;
let failed = 0;
// One after another, in this order: the story begins without documents.
const named = process.argv.slice(2);
const all =
  named.length > 0
    ? named
    : [
        "story.spec.ts",
        "places.spec.ts",
        "pipeline.spec.ts",
        "labels.spec.ts",
        "duplicates.spec.ts",
        "evaluation.spec.ts",
        "why.spec.ts",
        "personal.spec.ts",
        "sources.spec.ts",
        "procedures.spec.ts",
        "guards.spec.ts",
      ];
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
