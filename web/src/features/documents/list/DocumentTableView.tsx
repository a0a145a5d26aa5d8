// The documents as a table; on narrow screens every row becomes a card (styles.css).
import { ActionIcon, Badge, Text } from "@mantine/core";
import { IconAlertTriangle, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DocumentState, DocumentSummary } from "@/api";
import { AppLink, LabelBadge } from "@/components";
import { errorWords } from "@/i18n";
import { formatBytes, formatNumber, formatShare, formatTime, keptShare, keptShareMin } from "@/text/format";
import { documentHref } from "../href";

type Props = {
  documents: readonly DocumentSummary[];
  mayDelete: (document: DocumentSummary) => boolean;
  onDelete: (document: DocumentSummary) => void;
};

export function DocumentTableView({ documents, mayDelete, onDelete }: Props) {
  const { t } = useTranslation();
  return (
    <table className="documents" aria-label={t("documents.title")}>
      <thead>
        <tr>
          <th scope="col">{t("documents.name")}</th>
          <th scope="col">{t("documents.state")}</th>
          <th scope="col">{t("label.name")}</th>
          <th scope="col" className="number">
            {t("documents.size")}
          </th>
          <th scope="col" className="number">
            {t("documents.pages")}
          </th>
          <th scope="col" className="number" title={t("documents.kept_hint")}>
            {t("documents.kept")}
          </th>
          <th scope="col">{t("documents.updated")}</th>
          <th scope="col">
            <span className="visually-hidden">{t("common.actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {documents.map((document) => (
          <DocumentRow key={document.id} document={document} {...(mayDelete(document) ? { onDelete } : {})} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { document: DocumentSummary; onDelete?: (document: DocumentSummary) => void };

function DocumentRow({ document, onDelete }: RowProps) {
  const { t, i18n } = useTranslation();
  const { name, title, error, state } = document;
  return (
    <tr data-state={state}>
      <td className="name">
        <AppLink href={documentHref(document.id)} fw={550}>
          {name}
        </AppLink>
        {title && title !== name && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {title}
          </Text>
        )}
        {error && (
          <Text size="xs" c="red">
            {errorWords(t, error)}
          </Text>
        )}
        {document.superseded_on && (
          <Text size="xs" c="dimmed">
            {t("documents.superseded", { day: document.superseded_on })}
          </Text>
        )}
        {document.duplicate_of && (
          <AppLink href={documentHref(document.duplicate_of)} size="xs">
            {t("documents.duplicate_of")}
          </AppLink>
        )}
      </td>
      <td>
        <StateBadge state={state} />
      </td>
      <td>
        <LabelBadge label={document.label} />
      </td>
      <td className="number" data-title={t("documents.size")}>
        {formatBytes(document.bytes, i18n.language)}
      </td>
      <td className="number" data-title={t("documents.pages")}>
        {document.pages > 0 ? formatNumber(document.pages, i18n.language) : "–"}
      </td>
      <td className="number" data-title={t("documents.kept")}>
        <Kept document={document} />
      </td>
      <td className="time">
        <time dateTime={new Date(document.updated_ms).toISOString()}>
          {formatTime(document.updated_ms, i18n.language)}
        </time>
      </td>
      <td className="actions">
        {onDelete && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("documents.delete_one", { name })}
            onClick={() => onDelete(document)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </td>
    </tr>
  );
}

const stateColors: Record<DocumentState, string> = { queued: "blue", ready: "gray", duplicate: "gray", failed: "red" };

export function StateBadge({ state }: { state: DocumentState }) {
  const { t } = useTranslation();
  return (
    <Badge
      variant={state === "ready" ? "transparent" : "light"}
      color={stateColors[state]}
      radius="sm"
      tt="none"
      fw={500}
      px={state === "ready" ? 0 : undefined}
    >
      {t(`documents.states.${state}`)}
    </Badge>
  );
}

/** The share of characters read; under 99.5 % with a mark, warnings beneath. */
export function Kept({ document }: { document: DocumentSummary }) {
  const { t, i18n } = useTranslation();
  const share = keptShare(document.characters_in, document.characters_out);
  if (document.state === "queued" || share === undefined) return "–";
  const words = formatShare(share, i18n.language);
  return (
    <span className="kept">
      {share < keptShareMin ? (
        <span className="kept-low" title={t("documents.kept_low", { share: words })}>
          <IconAlertTriangle size={14} aria-hidden /> {words}
          <span className="visually-hidden">{t("documents.kept_low", { share: words })}</span>
        </span>
      ) : (
        words
      )}
      {document.warnings > 0 && (
        <Text component="span" size="xs" c="dimmed">
          {t("documents.warnings_count", { count: document.warnings })}
        </Text>
      )}
    </span>
  );
}
