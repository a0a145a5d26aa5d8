// A recipe as the page edits it: steps with the options that differ from their presets; as YAML for files and the server.
import type { Operation, OptionValue, RecipePreset } from "@/api";

export type Step = { key: number; operation: string; options: Record<string, OptionValue> };

let keys = 0;
export const newStep = (operation: string, options: Record<string, OptionValue> = {}): Step => ({
  key: ++keys,
  operation,
  options,
});

const same = (a: OptionValue, b: OptionValue) => JSON.stringify(a) === JSON.stringify(b);

/** Operations that work without files of the server: those that the page offers. */
export const offered = (operations: Operation[]) =>
  operations.filter(({ options }) => !options.some(({ type }) => type === "files"));

export function stepsOf(preset: RecipePreset, operations: Operation[]): Step[] {
  return preset.steps.map(({ operation, options }) => {
    const known = operations.find(({ name }) => name === operation)?.options ?? [];
    const changed = Object.entries(options).filter(
      ([name, value]) => !known.some((option) => option.name === name && same(option.preset, value)),
    );
    return newStep(operation, Object.fromEntries(changed));
  });
}

/** Sets an option, or forgets it where it is the preset again. */
export function withOption(step: Step, name: string, value: OptionValue, preset: OptionValue): Step {
  const { [name]: _old, ...others } = step.options;
  return { ...step, options: same(value, preset) ? others : { ...others, [name]: value } };
}

export function moved(steps: Step[], from: number, to: number): Step[] {
  const step = steps[from];
  if (!step || to < 0 || to >= steps.length) return steps;
  const others = steps.filter((_, at) => at !== from);
  return [...others.slice(0, to), step, ...others.slice(to)];
}

/** JSON is YAML: numbers, words, lists and pairs in its quotes need no thought about escapes. */
export function toYaml(steps: Step[]): string {
  const lines = steps.map(({ operation, options }) => {
    const given = Object.entries(options);
    return given.length === 0
      ? `  - ${operation}`
      : [`  - ${operation}:`, ...given.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`)].join("\n");
  });
  return `operations:\n${lines.join("\n")}\n`;
}

/** Rows of a sample: the texts of JSON Lines, else paragraphs. */
export function textsOf(sample: string, most = 200): string[] {
  const lines = sample.split("\n").filter((line) => line.trim() !== "");
  const rows = lines.map((line) => {
    try {
      const row: unknown = JSON.parse(line);
      return typeof row === "object" && row !== null && "text" in row && typeof row.text === "string" ? row.text : null;
    } catch {
      return null;
    }
  });
  const texts = rows.length > 0 && rows.every((text) => text !== null) ? rows : sample.split(/\n\s*\n/);
  return texts.filter((text) => text !== "").slice(0, most);
}
