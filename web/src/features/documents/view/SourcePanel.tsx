// The cited place of a document, for a panel beside an answer: the page image for PDF, the elements for the rest.
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type DocumentId, type Place, toLoad } from "@/api";
import { AppLink, Loaded } from "@/components";
import { documentHref } from "../href";
import { useContent, useDocument } from "../useDocuments";
import type { Cited } from "./cited";
import { SourceView } from "./SourceView";
import { useQuoteBoxes } from "./useQuoteBoxes";

type Props = { id: DocumentId; name: string; cited: Cited; places: readonly Place[] };

export default function SourcePanel({ id, name, cited, places }: Props) {
  const { t } = useTranslation();
  const document = useDocument(id);
  const content = useContent(id, document.data?.updated_ms, document.data?.state === "ready");
  const quoted = useQuoteBoxes(id, content.data, cited);
  const load = document.isError ? toLoad({ ...document, data: undefined as typeof content.data }) : toLoad(content);
  return (
    <div className="source-panel">
      <Group justify="space-between" gap="xs" mb="xs" wrap="nowrap">
        <Text fw={600} size="sm" truncate title={name}>
          {name}
        </Text>
        <AppLink href={documentHref(id, { ...cited, places })} size="sm" className="no-shrink">
          {t("chat.open_document")}
        </AppLink>
      </Group>
      <Loaded load={load}>
        {(data) => (
          <SourceView
            key={`${id} ${cited.elements.join()}`}
            id={id}
            content={data}
            cited={cited}
            quoted={quoted}
            pageIndex={places[0]?.page_index}
            layout="pages"
          />
        )}
      </Loaded>
    </div>
  );
}
