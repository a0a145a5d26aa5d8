// A document's source with its cited places: page images and elements side by side, or one of them where there is less room.
import { Alert, Button, Group, NumberInput, Text } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Content, DocumentId, ElementId } from "@/api";
import { isPaged } from "./boxes";
import type { Cited, PlacedBox } from "./cited";
import { ElementsPane } from "./ElementsPane";
import { PagesPane } from "./PagesPane";
import { type Linked, useLinked, usePageInView } from "./useLinked";

export type SourceLayout = "both" | "pages" | "elements";

type Props = {
  id: DocumentId;
  content: Content;
  cited: Cited;
  /** The cited lines or cells on the pages, as soon as they are known. */
  quoted?: readonly PlacedBox[];
  /** Where to begin when nothing is cited. */
  pageIndex?: number | undefined;
  layout: SourceLayout;
};

export function SourceView({ id, content, cited, quoted, pageIndex, layout }: Props) {
  const { t } = useTranslation();
  const linked = useLinked();
  const known = useMemo(() => new Set(content.elements.map((element) => element.id)), [content]);
  const present = useMemo(() => cited.elements.filter((one) => known.has(one)), [cited, known]);
  const citedSet = useMemo(() => new Set(present), [present]);
  const paged = isPaged(content);
  const { page, onScroll } = usePageInView(linked.pages);
  const { show, showPage } = linked;
  const [first] = present;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout mounts other panes, which begin at the top; the quote's lines come later.
  useEffect(() => {
    if (first) show(first);
    else if (pageIndex !== undefined) showPage(pageIndex);
  }, [first, cited, pageIndex, show, showPage, layout, quoted]);
  return (
    <div className="source" data-layout={paged ? layout : "elements"}>
      {cited.elements.length > present.length && (
        <Alert color="yellow" variant="light" role="status" py="xs" mb="xs">
          {t("view.cited_gone")}
        </Alert>
      )}
      <SourceBar content={content} paged={paged} present={present} linked={linked} page={page} start={pageIndex ?? 0} />
      <div className="panes">
        {paged && layout !== "elements" && (
          <PagesPane
            id={id}
            content={content}
            cited={citedSet}
            {...(quoted ? { quoted } : {})}
            linked={linked}
            onScroll={onScroll}
          />
        )}
        {(!paged || layout !== "pages") && (
          <ElementsPane content={content} cited={citedSet} part={cited} linked={linked} />
        )}
      </div>
    </div>
  );
}

type BarProps = {
  content: Content;
  paged: boolean;
  present: readonly ElementId[];
  linked: Linked;
  page: number | undefined;
  start: number;
};

function SourceBar({ content, paged, present, linked, page: seen, start }: BarProps) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [page, setPage] = useState<number | string>(start + 1);
  const pages = content.document.pages.length;
  useEffect(() => {
    if (seen !== undefined) setPage(seen + 1);
  }, [seen]);
  if (present.length === 0 && (!paged || pages < 2)) return null;
  const next = () => {
    const following = (at + 1) % present.length;
    setAt(following);
    const id = present[following];
    if (id) linked.show(id);
  };
  const goTo = (value: number | string) => {
    setPage(value);
    if (typeof value === "number" && value >= 1 && value <= pages) linked.showPage(value - 1);
  };
  return (
    <Group className="source-bar" gap="sm" mb="xs" justify="space-between">
      {present.length > 0 ? (
        <Group gap="xs">
          <Text size="sm" className="cited-key">
            {t("view.cited")} {present.length > 1 && `${at + 1}/${present.length}`}
          </Text>
          {present.length > 1 && (
            <Button size="compact-sm" variant="default" rightSection={<IconArrowDown size={14} />} onClick={next}>
              {t("view.next_cited")}
            </Button>
          )}
        </Group>
      ) : (
        <span />
      )}
      {paged && pages > 1 && (
        <NumberInput
          size="xs"
          w={110}
          min={1}
          max={pages}
          value={page}
          onChange={goTo}
          aria-label={t("view.go_to_page")}
          suffix={` / ${pages}`}
        />
      )}
    </Group>
  );
}
