// Options, fields and secrets as people write them: NAME=VALUE, a line each.
import type { NewSource } from "@/api";

type Options = NonNullable<NewSource["options"]>;

/** A name of these may come several times. */
const lists = new Set(["include", "exclude", "text", "fields", "starts", "sitemaps"]);

export function pairsFrom(lines: string): [string, string][] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.indexOf("=") > 0)
    .map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()]);
}

const typed = (value: string) =>
  value === "true" || value === "false" ? value === "true" : /^\d{1,9}$/.test(value) ? Number(value) : value;

export function optionsFrom(lines: string): Options {
  const options: Record<string, unknown> = {};
  for (const [name, value] of pairsFrom(lines)) {
    const before = options[name];
    options[name] = lists.has(name) ? [...(Array.isArray(before) ? before : []), value] : typed(value);
  }
  return options as Options;
}

export const linesFrom = (values: Record<string, unknown>) =>
  Object.entries(values)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => `${name}=${String(one)}`))
    .join("\n");
