// The pages of a PDF as images, with the boxes of the elements drawn over them.
import { memo, type RefObject, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Content, type DocumentId, type ElementId, type PageSize, pageImageAddress } from "@/api";
import { DrawLayer, type Drawn } from "../correct/DrawLayer";
import { boxesByPage, type PageBox } from "./boxes";
import type { PlacedBox } from "./cited";
import type { Linked } from "./useLinked";

type Props = {
  id: DocumentId;
  content: Content;
  cited: ReadonlySet<ElementId>;
  /** Parts of elements to be marked: lines, cells, words. */
  quoted?: readonly PlacedBox[];
  linked: Linked;
  onScroll?: () => void;
  /** Set while boxes are drawn on the pages. */
  onDraw?: (drawn: Drawn) => void;
};

export const dpi = 130;
const none: readonly PlacedBox[] = [];
const noBoxes: readonly PageBox[] = [];

export const PagesPane = memo(function PagesPane(props: Props) {
  const { id, content, cited, quoted = none, linked, onScroll, onDraw } = props;
  const { t } = useTranslation();
  const boxes = useMemo(() => boxesByPage(content), [content]);
  // Only the pages that it concerns are drawn again.
  const on = (page: number, id: ElementId | undefined) =>
    id !== undefined && boxes[page]?.some(({ element }) => element === id) ? id : undefined;
  return (
    <section
      ref={linked.pages as RefObject<HTMLElement | null>}
      className="pane pages"
      aria-label={t("view.pages")}
      onScroll={onScroll}
      tabIndex={-1}
    >
      {content.document.pages.map((size, index) => (
        <Page
          key={index}
          index={index}
          size={size}
          address={pageImageAddress(id, index, dpi)}
          boxes={boxes[index] ?? noBoxes}
          cited={cited}
          quoted={quoted}
          active={on(index, linked.active)}
          hovered={on(index, linked.hovered)}
          onHover={linked.onHover}
          onChoose={linked.onChoose}
          onDraw={onDraw}
        />
      ))}
    </section>
  );
});

type PageProps = {
  index: number;
  size: PageSize;
  address: string;
  boxes: readonly PageBox[];
  cited: ReadonlySet<ElementId>;
  quoted: readonly PlacedBox[];
  active: ElementId | undefined;
  hovered: ElementId | undefined;
  onHover: Linked["onHover"];
  onChoose: Linked["onChoose"];
  onDraw: ((drawn: Drawn) => void) | undefined;
};

const Page = memo(function Page(props: PageProps) {
  const { index, size, address, boxes, cited, quoted, active, hovered, onHover, onChoose, onDraw } = props;
  const { t } = useTranslation();
  const label = size.label || String(index + 1);
  return (
    <figure className="sheet" data-page={index} style={{ aspectRatio: `${size.width} / ${size.height}` }}>
      <img
        src={address}
        alt={t("view.page_image", { label })}
        loading="lazy"
        decoding="async"
        onError={(event) => {
          event.currentTarget.dataset.failed = "true";
        }}
      />
      <span className="sheet-failed">{t("view.page_failed")}</span>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
        {boxes.map((box, at) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the same step is a button on the other side.
          <rect
            key={at}
            x={box.x}
            y={box.y}
            width={box.width}
            height={box.height}
            rx={1.5}
            data-element={box.element}
            data-cited={cited.has(box.element) || undefined}
            data-around={quoted.some(({ element }) => element === box.element) || undefined}
            data-active={active === box.element || undefined}
            data-hovered={hovered === box.element || undefined}
            onMouseEnter={() => onHover(box.element)}
            onMouseLeave={() => onHover(undefined)}
            onClick={() => onChoose(box.element, "pages")}
          />
        ))}
        {quoted
          .filter(({ page }) => page === index)
          .map(({ element, box: [x0, y0, x1, y1] }, at) => (
            <rect
              key={`quoted-${at}`}
              x={x0}
              y={y0}
              width={Math.max(1, x1 - x0)}
              height={Math.max(1, y1 - y0)}
              rx={1.5}
              data-element={element}
              data-quoted
            />
          ))}
      </svg>
      {onDraw && <DrawLayer pageIndex={index} size={size} onDraw={onDraw} />}
      <figcaption>{label}</figcaption>
    </figure>
  );
});
