// Which boxes stand on which page: elements' places turned round.
import type { Content, ElementId } from "@/api";

export type PageBox = { element: ElementId; x: number; y: number; width: number; height: number };

/** One list of boxes per page of the document, in reading order. */
export function boxesByPage(content: Content): PageBox[][] {
  const pages: PageBox[][] = content.document.pages.map(() => []);
  for (const { id, places } of content.elements)
    for (const { page_index, box } of places) {
      const [x0, y0, x1, y1] = box ?? [];
      if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) continue;
      pages[page_index]?.push({ element: id, x: x0, y: y0, width: Math.max(1, x1 - x0), height: Math.max(1, y1 - y0) });
    }
  return pages;
}

const pagedTypes: ReadonlySet<string> = new Set([
  "application/pdf",
  ...["png", "jpeg", "tiff", "bmp", "gif", "webp"].map((kind) => `image/${kind}`),
]);

/** Pages can be drawn for PDF and scans: other formats have no fixed layout. */
export const isPaged = ({ document }: Content) => pagedTypes.has(document.media_type) && document.pages.length > 0;
