// Documents with sentences that were kept out of an answer; their names come from the server where no source has them.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Answer, DocumentId } from "@/api";
import { AppLink } from "@/components";
import { documentHref, useDocument } from "@/features/documents";
import { keptOut } from "./keptOut";

export function LeftOut({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { documents, injected } = keptOut(answer);
  if (documents.length === 0) return null;
  const list = t("chat.left_out_list", { count: documents.length });
  return (
    <section className="left-out" aria-label={list}>
      <div>{t(injected ? "chat.left_out" : "chat.left_out_by_rule")}</div>
      <Text size="xs" c="dimmed">
        {list}
      </Text>
      <ul>
        {documents.map(({ id, name }) => (
          <li key={id}>{name === undefined ? <Named id={id} /> : <DocumentLink id={id} name={name} />}</li>
        ))}
      </ul>
    </section>
  );
}

const DocumentLink = ({ id, name }: { id: DocumentId; name: string }) => (
  <AppLink href={documentHref(id)} size="sm">
    {name}
  </AppLink>
);

function Named({ id }: { id: DocumentId }) {
  const { t } = useTranslation();
  const document = useDocument(id);
  return <DocumentLink id={id} name={document.data?.name ?? t("chat.open_document")} />;
}
