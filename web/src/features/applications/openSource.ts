// What an answer rests on opens beside the form, which is not left.
import type { Source } from "@/features/chat";
import { documentHref } from "@/features/documents";

export const openSource = ({ document, ...cited }: Source) =>
  void window.open(documentHref(document, cited), "_blank", "noopener");
