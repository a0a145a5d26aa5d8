// The pages of a PDF as images, with the boxes of the elements drawn over them.
import { type RefObject, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Content, type DocumentId, type ElementId, type PageSize, pageImageAddress } from "@/api";
import { DrawLayer, type Drawn } from "../correct/DrawLayer";
import { boxesByPage, type PageBox } from "./boxes";
import type { Linked } from "./useLinked";

type Props = {
  id: DocumentId;
  content: Content;
  cited: ReadonlySet<ElementId>;
  linked: Linked;
  /** Set while boxes are drawn on the pages. */
  onDraw?: (drawn: Drawn) => void;
};

const dpi = 130;

export function PagesPane({ id, content, cited, linked, onDraw }: Props) {
  const { t } = useTranslation();
  const boxes = useMemo(() => boxesByPage(content), [content]);
  return (
    <section
      ref={linked.pages as RefObject<HTMLElement | null>}
      className="pane pages"
      aria-label={t("view.pages")}
      onScroll={linked.onPagesScroll}
      tabIndex={-1}
    >
      {content.document.pages.map((size, index) => (
        <Page
          key={index}
          index={index}
          size={size}
          address={pageImageAddress(id, index, dpi)}
          boxes={boxes[index] ?? []}
          cited={cited}
          linked={linked}
          onDraw={onDraw}
        />
      ))}
    </section>
  );
}

type PageProps = {
  index: number;
  size: PageSize;
  address: string;
  boxes: readonly PageBox[];
  cited: ReadonlySet<ElementId>;
  linked: Linked;
  onDraw: ((drawn: Drawn) => void) | undefined;
};

function Page({ index, size, address, boxes, cited, linked, onDraw }: PageProps) {
  const { t } = useTranslation();
  const label = size.label || String(index + 1);
  const { active, hovered, onHover, onChoose } = linked;
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
            data-active={active === box.element || undefined}
            data-hovered={hovered === box.element || undefined}
            onMouseEnter={() => onHover(box.element)}
            onMouseLeave={() => onHover(undefined)}
            onClick={() => onChoose(box.element, "pages")}
          />
        ))}
      </svg>
      {onDraw && <DrawLayer pageIndex={index} size={size} onDraw={onDraw} />}
      <figcaption>{label}</figcaption>
    </figure>
  );
}
