// The address of a document, and of the places in it that a citation points to.
import type { DocumentId, ElementId, Place } from "@/api";

type Target = { elements?: readonly ElementId[]; places?: readonly Place[] };

/** /documents/<id>?elements=a,b&page=3 ; page counts from 0, as page_index does. */
export function documentHref(id: DocumentId, { elements = [], places = [] }: Target = {}): string {
  const parts: string[] = [];
  if (elements.length > 0) parts.push(`elements=${elements.map(encodeURIComponent).join(",")}`);
  const [first] = places;
  if (first && first.page_index >= 0) parts.push(`page=${first.page_index}`);
  const query = parts.length > 0 ? `?${parts.join("&")}` : "";
  return `/documents/${encodeURIComponent(id)}${query}`;
}

/** From ?elements=a,b or ?element=a. */
export const elementsFrom = (parameter: string | undefined) =>
  (parameter ?? "").split(",").filter((id) => id !== "") as ElementId[];
