// What an answer rests on, as a list: file, page, quote. The same form serves the nearest documents of an abstention.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Citation, DocumentId, ElementId, Hit, Place } from "@/api";

/** A place that the panel can open: of a citation or of a near hit. */
export type Source = {
  document: DocumentId;
  name: string;
  elements: readonly ElementId[];
  places: readonly Place[];
  quote?: string;
  row?: number;
  columns?: readonly number[];
};

type Row = Source & { key: string; number: number | undefined; shown: string; clause?: string };

export function CitationsView({
  citations,
  onOpen,
}: {
  citations: readonly Citation[];
  onOpen: (source: Source) => void;
}) {
  const { t } = useTranslation();
  const rows = citations.map((one) => ({ ...one, key: String(one.number), shown: one.quote }));
  return <SourceRows title={t("chat.sources")} rows={rows} onOpen={onOpen} />;
}

/** Only the beginning of a near hit is shown: it answers nothing, it is a place to look. */
const quoteCharacters = 160;

export function NearestView({ hits, onOpen }: { hits: readonly Hit[]; onOpen: (source: Source) => void }) {
  const { t } = useTranslation();
  const shorten = (text: string) =>
    text.length > quoteCharacters ? `${[...text].slice(0, quoteCharacters).join("")}…` : text;
  const rows = hits.map((hit) => ({ ...hit, key: hit.chunk_id, number: undefined, shown: shorten(hit.text) }));
  return <SourceRows title={t("chat.nearest")} rows={rows} onOpen={onOpen} />;
}

function SourceRows({
  title,
  rows,
  onOpen,
}: {
  title: string;
  rows: readonly Row[];
  onOpen: (source: Source) => void;
}) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <section className="sources" aria-label={title}>
      <Text size="xs" fw={600} c="dimmed">
        {title}
      </Text>
      <ul>
        {rows.map((row) => {
          const pages = [
            ...new Set(row.places.map(({ page_label }) => page_label).filter((label) => label !== "")),
          ].join(", ");
          return (
            <li key={row.key}>
              <button type="button" className="source-row" onClick={() => onOpen(row)}>
                <span className="source-name">
                  {row.number !== undefined && <b>{`[${row.number}]`}</b>} {row.name}
                  {row.clause && <span className="source-page"> {row.clause}</span>}
                  {pages && <span className="source-page"> {t("view.page", { label: pages })}</span>}
                </span>
                <q>{row.shown}</q>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
