// Rules that a question met, and documents with sentences that were kept out of an answer; their names come from the server where no source has them.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Answer, DocumentId } from "@/api";
import { AppLink } from "@/components";
import { documentHref, useDocument } from "@/features/documents";
import { keptOut, rulesMet } from "./keptOut";

export function LeftOut({ answer }: { answer: Answer }) {
  const { t, i18n } = useTranslation();
  const { documents, injected } = keptOut(answer);
  const rules = rulesMet(answer, i18n.language);
  const met = rules.length > 0 && (
    <Text size="xs" c="dimmed" mt={4}>
      {t("chat.rules_met", { rules: rules.join(", ") })}
    </Text>
  );
  if (documents.length === 0) return met;
  const said = t(injected ? "chat.left_out" : "chat.left_out_by_rule");
  return (
    <section className="left-out" aria-label={said}>
      <div>{said}</div>
      <ul>
        {documents.map(({ id, name }) => (
          <li key={id}>{name === undefined ? <Named id={id} /> : <DocumentLink id={id} name={name} />}</li>
        ))}
      </ul>
      {met}
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
