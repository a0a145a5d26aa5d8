// 검색: the question and what narrows it are in the address, so a result can be sent to a colleague and the way back works.
import { Group, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Hit, type SearchUse, toLoad } from "@/api";
import { Empty, PageHead } from "@/components";
import { FieldFilter } from "@/features/labels";
import { HitListView } from "./HitListView";
import { SearchBox } from "./SearchBox";
import { type Narrowed, useNoteUse, useSearch } from "./useSearch";
import { WhyEntry } from "./WhyDialog";

const route = getRouteApi("/search");

export function SearchPage() {
  const { t } = useTranslation();
  const { q = "", where, on } = route.useSearch();
  const navigate = route.useNavigate();
  const hits = useSearch(q, { where, on });
  const show = useCallback(
    (next: Narrowed & { q?: string }) => void navigate({ search: (before) => ({ ...before, ...next }) as Narrowed }),
    [navigate],
  );
  const asked = JSON.stringify([q, where, on]);
  const note = useNoteUse();
  const onUse = (hit: Hit, use: SearchUse) => note.mutate({ query: q, chunk_id: hit.chunk_id, use });
  const onWhere = useCallback((next: string | undefined) => show({ where: next }), [show]);
  return (
    <div className="reading-width">
      <PageHead
        title={t("search.title")}
        focus={false}
        tab={q === "" ? t("search.title") : `${q} · ${t("search.title")}`}
      />
      <SearchBox
        query={q}
        busy={hits.isFetching}
        onSearch={(query) => (query === q ? void hits.refetch() : show({ q: query }))}
      />
      <Group gap="xs" mb="sm" className="filter" role="group" aria-label={t("search.narrow")}>
        <FieldFilter where={where} onChange={onWhere} />
        <TextInput
          type="date"
          aria-label={t("search.on_day")}
          title={t("search.on_day_text")}
          value={on ?? ""}
          onChange={(event) => show({ on: event.currentTarget.value || undefined })}
        />
      </Group>
      {q === "" ? (
        <Empty
          title={t("search.start_title")}
          text={t("search.start_text")}
          icon={<IconSearch size={40} stroke={1.2} aria-hidden />}
        />
      ) : (
        <>
          <HitListView key={`hits ${asked}`} hits={toLoad(hits)} onUse={onUse} />
          {/* What is asked about is this very search: not while the hits of the one before still stand there. */}
          {hits.data && !hits.isPlaceholderData && (
            <WhyEntry
              key={`why ${asked}`}
              query={q}
              narrowed={{ where, on }}
              hits={hits.data.hits}
              onClear={(what) => show({ [what]: undefined })}
            />
          )}
        </>
      )}
    </div>
  );
}
