// Ties the two sides of a document together: one active element and one hovered, shown on both.
import { useCallback, useMemo, useRef, useState } from "react";
import type { ElementId } from "@/api";

export type Side = "pages" | "elements";

export type Linked = {
  active: ElementId | undefined;
  hovered: ElementId | undefined;
  onHover: (id: ElementId | undefined) => void;
  /** Chosen on one side: the other side scrolls there. */
  onChoose: (id: ElementId, from: Side) => void;
  /** Scrolls both sides. */
  show: (id: ElementId) => void;
  showPage: (pageIndex: number) => void;
  pages: React.RefObject<HTMLDivElement | null>;
  elements: React.RefObject<HTMLDivElement | null>;
};

/** Frames in which a scroll is corrected while elements that were not drawn yet take their real height. */
const settleFrames = 12;

/** Scrolls within `pane` only, so that the page around it stays where it is. */
function scrollWithin(
  pane: HTMLElement | null,
  target: Element | null | undefined,
  share: number,
  frames = settleFrames,
): void {
  if (!pane || !target) return;
  const offset = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  const wanted = offset - pane.clientHeight * share;
  if (Math.abs(wanted) > 1) pane.scrollTo({ top: pane.scrollTop + wanted });
  if (frames > 0) requestAnimationFrame(() => scrollWithin(pane, target, share, frames - 1));
}

/** The last page that begins above the middle of the pane. Halving: a document of a thousand pages is asked ten times. */
function pageInView(pane: HTMLElement | null): number | undefined {
  if (!pane) return undefined;
  const middle = pane.getBoundingClientRect().top + pane.clientHeight / 2;
  const sheets = pane.querySelectorAll<HTMLElement>("[data-page]");
  let [from, to] = [0, sheets.length];
  while (from < to) {
    const at = Math.floor((from + to) / 2);
    if ((sheets[at]?.getBoundingClientRect().top ?? 0) < middle) from = at + 1;
    else to = at;
  }
  return from > 0 ? from - 1 : undefined;
}

/** The page that is being looked at; undefined until somebody scrolls. */
export function usePageInView(pages: Linked["pages"]) {
  const [page, setPage] = useState<number>();
  const onScroll = useCallback(() => setPage(pageInView(pages.current)), [pages]);
  return { page, onScroll };
}

/** Of a cited element the quoted line or cell, where it is marked. */
function named(pane: HTMLElement | null, id: ElementId): Element | null | undefined {
  const element = `[data-element="${CSS.escape(id)}"]`;
  return pane?.querySelector(`${element}[data-quoted], ${element} [data-quoted]`) ?? pane?.querySelector(element);
}

export function useLinked(): Linked {
  const pages = useRef<HTMLDivElement>(null);
  const elements = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<ElementId>();
  const [hovered, onHover] = useState<ElementId>();
  const onChoose = useCallback((id: ElementId, from: Side) => {
    setActive(id);
    const other = from === "pages" ? elements : pages;
    scrollWithin(other.current, named(other.current, id), 0.3);
  }, []);
  const show = useCallback((id: ElementId) => {
    for (const pane of [pages, elements]) scrollWithin(pane.current, named(pane.current, id), 0.3);
  }, []);
  const showPage = useCallback((pageIndex: number) => {
    for (const pane of [pages, elements])
      scrollWithin(pane.current, pane.current?.querySelector(`[data-page="${pageIndex}"]`), 0.01);
  }, []);
  return useMemo(
    () => ({ active, hovered, onHover, onChoose, show, showPage, pages, elements }),
    [active, hovered, onChoose, show, showPage],
  );
}
