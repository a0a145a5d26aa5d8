// Licences of the packages that are bundled into the page, from their own files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === "" || entry.dev || !existsSync(path)) continue;
  console.log(`\n==== ${path.replace(/^.*node_modules\//, "")} ${entry.version} (${entry.license ?? "see below"})`);
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  if (file) console.log(readFileSync(join(path, file), "utf8").trim());
}
