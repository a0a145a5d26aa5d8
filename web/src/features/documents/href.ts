// The address of a document, and of the places in it that a citation points to.
import type { DocumentId, ElementId, Place } from "@/api";
import type { Cited } from "./view/cited";

type Target = Partial<Cited> & { places?: readonly Place[] };

/**
 * /documents/<id>?elements=a,b&page=3&row=2&columns=1#quote ; page, row and columns count from 0. The quote stands behind
 * the hash, which a browser tells no server: it is text of the document.
 */
export function documentHref(id: DocumentId, { elements = [], places = [], row, columns, quote }: Target = {}): string {
  const parts: string[] = [];
  if (elements.length > 0) parts.push(`elements=${elements.map(encodeURIComponent).join(",")}`);
  const [first] = places;
  if (first && first.page_index >= 0) parts.push(`page=${first.page_index}`);
  if (row !== undefined) parts.push(`row=${row}`);
  if (columns && columns.length > 0) parts.push(`columns=${columns.join(",")}`);
  const query = parts.length > 0 ? `?${parts.join("&")}` : "";
  const hash = quote ? `#${encodeURIComponent(quote)}` : "";
  return `/documents/${encodeURIComponent(id)}${query}${hash}`;
}

/** From ?elements=a,b or ?element=a. */
export const elementsFrom = (parameter: string | undefined) =>
  (parameter ?? "").split(",").filter((id) => id !== "") as ElementId[];

export const columnsFrom = (parameter: string | undefined) =>
  (parameter ?? "")
    .split(",")
    .filter((one) => /^\d{1,6}$/.test(one))
    .map(Number);

/** What stands behind the hash, which others may have mangled. */
export function quoteFrom(hash: string): string {
  try {
    return decodeURIComponent(hash.replace(/^#/, ""));
  } catch {
    return "";
  }
}
