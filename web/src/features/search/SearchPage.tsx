// 검색: the question is in the address, so a result can be sent to a colleague and the way back works.
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { toLoad } from "@/api";
import { Empty, PageHead } from "@/components";
import { HitListView } from "./HitListView";
import { SearchBox } from "./SearchBox";
import { useSearch } from "./useSearch";

const route = getRouteApi("/search");

export function SearchPage() {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const hits = useSearch(q);
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
        onSearch={(query) => (query === q ? void hits.refetch() : void navigate({ search: { q: query } }))}
      />
      {q === "" ? (
        <Empty
          title={t("search.start_title")}
          text={t("search.start_text")}
          icon={<IconSearch size={40} stroke={1.2} aria-hidden />}
        />
      ) : (
        <HitListView hits={toLoad(hits)} />
      )}
    </div>
  );
}
