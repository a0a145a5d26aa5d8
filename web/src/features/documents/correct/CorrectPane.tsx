// The parsed elements as a list to be corrected by keyboard: arrows choose, Enter edits, a letter or digit gives a kind.
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import type { Content, Correction, Element, ElementId, NewCorrection } from "@/api";
import { formatTime } from "@/text/format";
import { ElementBody } from "../view/ElementBody";
import { blockElements } from "../view/ElementsPane";
import type { Linked } from "../view/useLinked";
import { GridEditor } from "./GridEditor";
import { RowActions } from "./RowActions";
import { TextEditor } from "./TextEditor";
import { kindKeys, mergeNext, moveBy, removeElement, setKind } from "./wishes";

type Props = {
  content: Content;
  linked: Linked;
  corrected: ReadonlyMap<ElementId, Correction>;
  doubtful: readonly ElementId[];
  onCorrect: (wish: NewCorrection) => Promise<Correction | undefined>;
  onUndo: () => void;
  onRedo: () => void;
  onAddTable: () => void;
  onNextDoubtful: () => void;
};

export function CorrectPane(props: Props) {
  const { content, linked, corrected, doubtful, onCorrect } = props;
  const { t } = useTranslation();
  const { elements } = content;
  const blocks = useMemo(
    () =>
      Array.from({ length: Math.ceil(elements.length / blockElements) }, (_, at) =>
        elements.slice(at * blockElements, (at + 1) * blockElements),
      ),
    [elements],
  );
  const [editing, setEditing] = useState<ElementId>();
  const at = useMemo(() => elements.findIndex(({ id }) => id === linked.active), [elements, linked.active]);
  const doubts = useMemo(() => new Set(doubtful), [doubtful]);
  const pane = linked.elements;
  const choose = useCallback(
    (id: ElementId | undefined) => {
      if (!id) return;
      linked.onChoose(id, "elements");
      pane.current?.querySelector(`[data-element="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
    },
    [linked, pane],
  );
  const leave = useCallback(() => {
    setEditing(undefined);
    pane.current?.focus({ preventScroll: true });
  }, [pane]);
  // A merged or removed element is gone: its neighbour is chosen in its place.
  const lastAt = useRef(0);
  useEffect(() => {
    if (at >= 0) lastAt.current = at;
    else if (linked.active) choose(elements[Math.min(lastAt.current, elements.length - 1)]?.id);
  }, [at, choose, elements, linked.active]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.defaultPrevented || event.target !== event.currentTarget) return;
    const done = handleKey(event, { ...props, at, choose, edit: setEditing });
    if (done) event.preventDefault();
  };
  const onEdit = useCallback(
    (id: ElementId) => {
      choose(id);
      setEditing(id);
    },
    [choose],
  );
  return (
    <section
      ref={pane as RefObject<HTMLElement | null>}
      className="pane elements correcting"
      aria-label={t("correct.pane")}
      aria-describedby="correct-hints"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the list is worked on by keyboard as a whole.
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {elements.length === 0 && <p role="status">{t("view.empty")}</p>}
      {blocks.map((block) => (
        <div className="element-block" key={block[0]?.id}>
          {block.map((element) => (
            <CorrectRow
              key={element.id}
              element={element}
              correction={corrected.get(element.id)}
              isActive={linked.active === element.id}
              isDoubtful={doubts.has(element.id)}
              isEditing={editing === element.id}
              onChoose={choose}
              onEdit={onEdit}
              onCorrect={onCorrect}
              onLeave={leave}
              actions={
                linked.active === element.id && (
                  <RowActions elements={elements} at={at} onCorrect={onCorrect} onEdit={() => onEdit(element.id)} />
                )
              }
            />
          ))}
        </div>
      ))}
    </section>
  );
}

type Desk = Props & { at: number; choose: (id: ElementId | undefined) => void; edit: (id: ElementId) => void };

const steps: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 };

function handleKey(event: KeyboardEvent, desk: Desk): boolean {
  if (event.ctrlKey || event.metaKey) return handleUndo(event, desk);
  const { content, at, choose } = desk;
  const { elements } = content;
  const element = elements[at];
  const step = steps[event.key];
  if (step && event.altKey) return tell(desk, moveBy(elements, at, step));
  if (event.altKey) return false;
  if (step) {
    choose(elements[at < 0 ? 0 : Math.min(Math.max(at + step, 0), elements.length - 1)]?.id);
    return true;
  }
  if (event.code === "Period") {
    desk.onNextDoubtful();
    return true;
  }
  if (event.code === "KeyA") {
    desk.onAddTable();
    return true;
  }
  return element !== undefined && handleElementKey(event, desk, element);
}

function handleElementKey(event: KeyboardEvent, desk: Desk, element: Element): boolean {
  const { content, at } = desk;
  const known = kindKeys[event.code];
  if (event.key === "Enter" || event.key === "F2") {
    desk.edit(element.id);
    return true;
  }
  if (event.key === "Delete") return tell(desk, removeElement(element));
  if (event.code === "KeyM") return tell(desk, mergeNext(content.elements, at));
  if (!known) return false;
  const isSame = known.kind === element.kind && (known.level ?? 0) === element.level;
  return isSame || tell(desk, setKind(element, known.kind, known.level));
}

function handleUndo(event: KeyboardEvent, { onUndo, onRedo }: Desk): boolean {
  if (event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey)) onRedo();
  else if (event.code === "KeyZ") onUndo();
  else return false;
  return true;
}

function tell({ onCorrect }: Desk, wish: NewCorrection | undefined): boolean {
  if (wish) void onCorrect(wish);
  return true;
}

type RowProps = {
  element: Element;
  correction: Correction | undefined;
  isActive: boolean;
  isDoubtful: boolean;
  isEditing: boolean;
  onChoose: (id: ElementId) => void;
  onEdit: (id: ElementId) => void;
  onCorrect: (wish: NewCorrection) => Promise<Correction | undefined>;
  onLeave: () => void;
  /** Of the chosen element alone, so that the others need not be drawn again. */
  actions: ReactNode;
};

const CorrectRow = memo(function CorrectRow(props: RowProps) {
  const { element, correction, isActive, isDoubtful, isEditing, onChoose, onEdit, onCorrect, onLeave, actions } = props;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the list do the same.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <div
      className="element"
      data-element={element.id}
      data-kind={element.kind}
      data-active={isActive || undefined}
      data-corrected={correction !== undefined || undefined}
      data-doubtful={isDoubtful || undefined}
      aria-current={isActive || undefined}
      onClick={() => !isEditing && onChoose(element.id)}
      onDoubleClick={() => !isEditing && onEdit(element.id)}
    >
      {(isActive || correction || isDoubtful) && (
        <RowMarks element={element} correction={correction} isActive={isActive} isDoubtful={isDoubtful} />
      )}
      {!isEditing && <ElementBody element={element} />}
      {isEditing && element.table && <GridEditor element={element} onCorrect={onCorrect} onLeave={onLeave} />}
      {isEditing && !element.table && <TextEditor element={element} onCorrect={onCorrect} onLeave={onLeave} />}
      {isActive && !isEditing && actions}
    </div>
  );
});

type MarksProps = Pick<RowProps, "element" | "correction" | "isActive" | "isDoubtful">;

function RowMarks({ element, correction, isActive, isDoubtful }: MarksProps) {
  const { t, i18n } = useTranslation();
  return (
    <span className="element-marks">
      {isActive && (
        <span>
          {t(`view.kind.${element.kind}`)}
          {element.level > 0 && ` ${element.level}`}
        </span>
      )}
      {isDoubtful && <span className="mark-doubtful">{t("correct.doubtful")}</span>}
      {correction && (
        <span className="mark-corrected">
          {t("correct.by", { who: correction.author, when: formatTime(correction.time_ms, i18n.language) })}
        </span>
      )}
    </span>
  );
}
