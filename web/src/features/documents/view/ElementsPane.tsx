// The parsed elements in reading order; the cited ones are marked, a click shows them on the page.
import { memo, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Content, Element, ElementId } from "@/api";
import { ElementBody } from "./ElementBody";
import type { Linked, Side } from "./useLinked";

type Props = { content: Content; cited: ReadonlySet<ElementId>; linked: Linked };

export function ElementsPane({ content, cited, linked }: Props) {
  const { t } = useTranslation();
  const { elements, document } = content;
  const pageOf = (at: number) => elements[at]?.places[0]?.page_index ?? -1;
  return (
    <section
      ref={linked.elements as RefObject<HTMLElement | null>}
      className="pane elements"
      aria-label={t("view.source")}
      tabIndex={-1}
    >
      {elements.length === 0 && <p role="status">{t("view.empty")}</p>}
      {elements.map((element, at) => {
        const page = pageOf(at);
        const isFirst = page >= 0 && document.pages.length > 1 && page !== pageOf(at - 1);
        return (
          <ElementRow
            key={element.id}
            element={element}
            page={isFirst ? page : undefined}
            pageLabel={element.places[0]?.page_label || String(page + 1)}
            isCited={cited.has(element.id)}
            isActive={linked.active === element.id}
            isHovered={linked.hovered === element.id}
            onHover={linked.onHover}
            onChoose={linked.onChoose}
            onPage={linked.showPage}
          />
        );
      })}
    </section>
  );
}

type RowProps = {
  element: Element;
  /** Set on the first element of a page: a divider stands above it. */
  page: number | undefined;
  pageLabel: string;
  isCited: boolean;
  isActive: boolean;
  isHovered: boolean;
  onHover: (id: ElementId | undefined) => void;
  onChoose: (id: ElementId, from: Side) => void;
  onPage: (pageIndex: number) => void;
};

const ElementRow = memo(function ElementRow(props: RowProps) {
  const { element, page, pageLabel, isCited, isActive, isHovered, onHover, onChoose, onPage } = props;
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
        <ElementBody element={element} />
      </div>
    </>
  );
});
