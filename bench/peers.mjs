// kordoc as a library: one process, one file after the other. Driven by bench/parse.py.
//
// usage: node bench/peers.mjs FOLDER_OF_NODE_MODULES < LIST
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { parse } = await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("kordoc")));
const idle = process.resourceUsage().maxRSS;
console.log = console.info = console.warn = console.error; // what it says is not an answer

const megabytes = () => Math.max(0, process.resourceUsage().maxRSS - idle) / 1024;

async function answer(path) {
  const bytes = readFileSync(path);
  const before = process.cpuUsage();
  const spent = () => Object.values(process.cpuUsage(before)).reduce((sum, one) => sum + one) / 1000;
  let result, runs = 0;
  // Kernels count CPU time in ticks of up to 4 ms, so a file is read again until 60 ms were used.
  do result = await parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  while (++runs < 50 && spent() < 60);
  const cpu_ms = spent() / runs;
  if (!result.success) return { status: result.code ?? "failed", cpu_ms };
  const text = result.markdown ?? "";
  const tables = (result.blocks ?? []).filter((block) => block.type === "table").length;
  return { status: "ok", cpu_ms, hangul: (text.match(/[가-힣]/g) ?? []).length, characters: text.replace(/\s/g, "").length, tables };
}

for await (const path of createInterface({ input: process.stdin })) {
  const line = await answer(path).catch((error) => ({ status: error.name, cpu_ms: 0 }));
  process.stdout.write(JSON.stringify({ ...line, file: path, peak_mb: megabytes() }) + "\n");
}
