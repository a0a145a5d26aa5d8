// The hits, each with its document, the place in it, and the reason of its rank on demand.
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hit, Load, SearchResponse, SearchUse } from "@/api";
import { AppLink, Empty, LabelBadge, Loaded, Marked } from "@/components";
import { documentHref } from "@/features/documents";
import { ExplainView } from "./ExplainView";

/** Of the row of a hit, for those who lead there. */
export const hitId = (rank: number) => `hit-${rank}`;

type OnUse = (hit: Hit, use: SearchUse) => void;

/** `onUse`: hears what a person does with a hit, where that is kept. */
export function HitListView({ hits, onUse }: { hits: Load<SearchResponse>; onUse: OnUse }) {
  const { t, i18n } = useTranslation();
  const seconds = (us: number) => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 3 }).format(us / 1e6);
  return (
    <Loaded load={hits}>
      {({ hits: list, terms, variants, reranker, learns, duration_us }) =>
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
                <HitRow key={hit.chunk_id} hit={hit} terms={terms} onUse={learns ? onUse : undefined} />
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

function HitRow({ hit, terms, onUse }: { hit: Hit; terms: readonly string[]; onUse: OnUse | undefined }) {
  const { t } = useTranslation();
  const pages = [...new Set(hit.places.map(({ page_label }) => page_label).filter((label) => label !== ""))];
  return (
    <li className="hit" id={hitId(hit.rank)}>
      <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
        <AppLink
          href={documentHref(hit.document, hit)}
          fw={600}
          className="hit-title"
          onFollow={() => onUse?.(hit, "opened")}
        >
          {hit.title || hit.name}
        </AppLink>
        <Group gap={6} wrap="nowrap" className="no-shrink">
          {pages.length > 0 && (
            <Text size="sm" c="dimmed">
              {t("view.page", { label: pages.join(", ") })}
            </Text>
          )}
          <LabelBadge label={hit.label} />
          {onUse && <Judgement onJudge={(use) => onUse(hit, use)} />}
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

/** Whether this is what was looked for. */
function Judgement({ onJudge }: { onJudge: (use: "right" | "wrong") => void }) {
  const { t } = useTranslation();
  const [judged, setJudged] = useState<"right" | "wrong">();
  const judge = (use: "right" | "wrong") => {
    setJudged(use);
    onJudge(use);
  };
  return (
    <>
      {(
        [
          ["right", IconThumbUp],
          ["wrong", IconThumbDown],
        ] as const
      ).map(([use, Icon]) => (
        <ActionIcon
          key={use}
          size="sm"
          variant={judged === use ? "light" : "subtle"}
          color={judged === use ? undefined : "gray"}
          aria-label={t(`search.${use}`)}
          title={t(`search.${use}`)}
          aria-pressed={judged === use}
          onClick={() => judge(use)}
        >
          <Icon size={15} aria-hidden />
        </ActionIcon>
      ))}
    </>
  );
}
