// The parsed elements in reading order; the cited ones are marked, a click shows them on the page.
import { memo, type RefObject, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Content, Element, ElementId } from "@/api";
import type { Cited } from "./cited";
import { ElementBody } from "./ElementBody";
import type { Linked, Side } from "./useLinked";

type Props = {
  content: Content;
  cited: ReadonlySet<ElementId>;
  /** The sentence or row of the first cited element. */
  part: Cited;
  linked: Linked;
};

/** Elements drawn, and drawn again, together: a hand that moves over a long document concerns one block, not all of it. */
export const blockElements = 40;

export const ElementsPane = memo(function ElementsPane({ content, cited, part, linked }: Props) {
  const { t } = useTranslation();
  const { elements } = content;
  const blocks = useMemo(() => blocksOf(content), [content]);
  return (
    <section
      ref={linked.elements as RefObject<HTMLElement | null>}
      className="pane elements"
      aria-label={t("view.source")}
      tabIndex={-1}
    >
      {elements.length === 0 && <p role="status">{t("view.empty")}</p>}
      {blocks.map((block) => (
        <ElementBlock
          key={block.rows[0]?.element.id}
          block={block}
          cited={cited}
          part={part}
          active={block.holds(linked.active)}
          hovered={block.holds(linked.hovered)}
          onHover={linked.onHover}
          onChoose={linked.onChoose}
          onPage={linked.showPage}
        />
      ))}
    </section>
  );
});

type Row = { element: Element; page: number | undefined };
type Block = { rows: readonly Row[]; holds: (id: ElementId | undefined) => ElementId | undefined };

function blocksOf({ elements, document }: Content): Block[] {
  const pageOf = (at: number) => elements[at]?.places[0]?.page_index ?? -1;
  const rows = elements.map((element, at) => {
    const page = pageOf(at);
    const isFirst = page >= 0 && document.pages.length > 1 && page !== pageOf(at - 1);
    return { element, page: isFirst ? page : undefined };
  });
  return Array.from({ length: Math.ceil(rows.length / blockElements) }, (_, at) => {
    const own = rows.slice(at * blockElements, (at + 1) * blockElements);
    const ids = new Set(own.map(({ element }) => element.id));
    return { rows: own, holds: (id) => (id !== undefined && ids.has(id) ? id : undefined) };
  });
}

type BlockProps = {
  block: Block;
  cited: ReadonlySet<ElementId>;
  part: Cited;
  active: ElementId | undefined;
  hovered: ElementId | undefined;
  onHover: Linked["onHover"];
  onChoose: Linked["onChoose"];
  onPage: Linked["showPage"];
};

const ElementBlock = memo(function ElementBlock(props: BlockProps) {
  const { block, cited, part, active, hovered, onHover, onChoose, onPage } = props;
  const rows = block.rows.map(({ element, page }) => (
    <ElementRow
      key={element.id}
      element={element}
      page={page}
      pageLabel={element.places[0]?.page_label || String((page ?? 0) + 1)}
      isCited={cited.has(element.id)}
      part={element.id === part.elements[0] ? part : undefined}
      isActive={active === element.id}
      isHovered={hovered === element.id}
      onHover={onHover}
      onChoose={onChoose}
      onPage={onPage}
    />
  ));
  return <div className="element-block">{rows}</div>;
});

type RowProps = {
  element: Element;
  /** Set on the first element of a page: a divider stands above it. */
  page: number | undefined;
  pageLabel: string;
  isCited: boolean;
  part: Cited | undefined;
  isActive: boolean;
  isHovered: boolean;
  onHover: (id: ElementId | undefined) => void;
  onChoose: (id: ElementId, from: Side) => void;
  onPage: (pageIndex: number) => void;
};

const ElementRow = memo(function ElementRow(props: RowProps) {
  const { element, page, pageLabel, isCited, part, isActive, isHovered, onHover, onChoose, onPage } = props;
  const { t } = useTranslation();
  return (
    <>
      {page !== undefined && (
        <button type="button" className="page-divider" data-page={page} onClick={() => onPage(page)}>
          {t("view.page", { label: pageLabel })}
        </button>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: an extra for the mouse; pages are reached by the dividers. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
      <div
        className="element"
        data-element={element.id}
        data-kind={element.kind}
        data-cited={isCited || undefined}
        data-active={isActive || undefined}
        data-hovered={isHovered || undefined}
        onMouseEnter={() => onHover(element.id)}
        onMouseLeave={() => onHover(undefined)}
        onClick={() => onChoose(element.id, "elements")}
      >
        {isCited && <span className="visually-hidden">{t("view.cited")}</span>}
        <ElementBody element={element} part={part} />
      </div>
    </>
  );
});
