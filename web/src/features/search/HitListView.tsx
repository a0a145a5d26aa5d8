// The hits, each with its document, the place in it, and the reason of its rank on demand.
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Hit, Load, SearchResponse } from "@/api";
import { AppLink, Empty, LabelBadge, Loaded, Marked } from "@/components";
import { documentHref } from "@/features/documents";
import { ExplainView } from "./ExplainView";

/** Of the row of a hit, for those who lead there. */
export const hitId = (rank: number) => `hit-${rank}`;

export function HitListView({ hits }: { hits: Load<SearchResponse> }) {
  const { t, i18n } = useTranslation();
  const seconds = (us: number) => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 3 }).format(us / 1e6);
  return (
    <Loaded load={hits}>
      {({ hits: list, terms, variants, reranker, duration_us }) =>
        list.length === 0 ? (
          <Empty title={t("search.none_title")} text={t("search.none_text")} />
        ) : (
          <>
            <Text size="sm" c="dimmed" role="status" mb="xs">
              {t("search.count", { count: list.length })} · {t("search.duration", { seconds: seconds(duration_us) })}
            </Text>
            <VariantsView variants={variants} />
            {reranker === "failed" && (
              <Text size="sm" c="dimmed" mb="xs">
                {t("search.reranker_failed")}
              </Text>
            )}
            <ol className="hits" aria-label={t("search.results")}>
              {list.map((hit) => (
                <HitRow key={hit.chunk_id} hit={hit} terms={terms} />
              ))}
            </ol>
          </>
        )
      }
    </Loaded>
  );
}

/** What was looked for beside what was typed; other words for the same go without saying. */
function VariantsView({ variants }: { variants: SearchResponse["variants"] }) {
  const { t } = useTranslation();
  const told = variants.filter(({ kind }) => kind !== "synonym");
  if (told.length === 0) return null;
  return (
    <Text size="sm" mb="xs">
      {[...new Set(told.map(({ typed }) => typed))]
        .map((typed) =>
          t("search.meant", {
            typed,
            meant: told
              .filter((one) => one.typed === typed)
              .map(({ meant }) => meant)
              .join(", "),
          }),
        )
        .join(" ")}
    </Text>
  );
}

function HitRow({ hit, terms }: { hit: Hit; terms: readonly string[] }) {
  const { t } = useTranslation();
  const pages = [...new Set(hit.places.map(({ page_label }) => page_label).filter((label) => label !== ""))];
  return (
    <li className="hit" id={hitId(hit.rank)}>
      <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
        <AppLink href={documentHref(hit.document, hit)} fw={600} className="hit-title">
          {hit.title || hit.name}
        </AppLink>
        <Group gap={6} wrap="nowrap" className="no-shrink">
          {pages.length > 0 && (
            <Text size="sm" c="dimmed">
              {t("view.page", { label: pages.join(", ") })}
            </Text>
          )}
          <LabelBadge label={hit.label} />
        </Group>
      </Group>
      <Text size="xs" c="dimmed" className="hit-lead">
        {[hit.name, hit.lead].filter(Boolean).join(" › ")}
      </Text>
      <p className="hit-text">
        <Marked text={hit.text} terms={terms} />
      </p>
      <details className="explain">
        <summary>{t("search.explain")}</summary>
        <ExplainView hit={hit} terms={terms} />
      </details>
    </li>
  );
}
