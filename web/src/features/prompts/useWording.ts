// A wording that is edited and not saved yet, beside the version that it was made from.
import { useState } from "react";
import type { PromptTexts, PromptVersion } from "@/api";
import { sameTexts } from "./wording";

export type Wording = ReturnType<typeof useWording>;

/** `newest`: the newest version, as far as the page knows. */
export function useWording(newest: PromptVersion) {
  const [held, setHeld] = useState({ newest: newest.number, saved: newest.texts, texts: newest.texts });
  const changed = !sameTexts(held.texts, held.saved);
  const isOther = newest.number !== held.newest;
  // Nothing was edited: what is newest now is shown as soon as it is known.
  if (isOther && !changed) setHeld({ newest: newest.number, saved: newest.texts, texts: newest.texts });
  return {
    texts: held.texts,
    newest: held.newest,
    changed,
    /** Somebody else saved a version meanwhile. */
    meanwhile: isOther && changed,
    change: (texts: PromptTexts) => setHeld((old) => ({ ...old, texts })),
    /** The newest version in place of what was edited. */
    discard: () => setHeld({ newest: newest.number, saved: newest.texts, texts: newest.texts }),
    /** What was edited, as a version after the newest one. */
    goOn: () => setHeld((old) => ({ ...old, newest: newest.number, saved: newest.texts })),
    saved: (version: PromptVersion) => setHeld({ newest: version.number, saved: version.texts, texts: version.texts }),
  };
}
