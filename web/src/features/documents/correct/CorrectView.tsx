// The document to be corrected: page images to draw on, the elements as a list of work, conflicts above both.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Content, Correction, CorrectionList, DocumentId, ElementId } from "@/api";
import { announce } from "@/components";
import { isPaged } from "../view/boxes";
import type { PlacedBox } from "../view/cited";
import { PagesPane } from "../view/PagesPane";
import type { SourceLayout } from "../view/SourceView";
import { useLinked } from "../view/useLinked";
import { CorrectBar } from "./CorrectBar";
import { CorrectPane } from "./CorrectPane";
import { DoubtDesk } from "./DoubtDesk";
import type { Drawn } from "./DrawLayer";
import { correctWord } from "./doubts";
import { emptyTable } from "./grid";
import { ConflictList } from "./HistoryView";
import { TableDialog } from "./TableDialog";
import type { Desk } from "./useCorrections";
import { useDoubts } from "./useDoubts";
import { addTable, byElement, doubtful } from "./wishes";

type Props = { id: DocumentId; content: Content; list: CorrectionList; desk: Desk; layout: SourceLayout };

const nothing: ReadonlySet<ElementId> = new Set();
const none: readonly PlacedBox[] = [];

export function CorrectView({ id, content, list, desk, layout }: Props) {
  const { t } = useTranslation();
  const linked = useLinked();
  const [isDrawing, setDrawing] = useState(false);
  const [wanted, setWanted] = useState<Drawn | "chosen">();
  const corrected = useMemo(() => byElement(list.corrections), [list]);
  const mended = useMemo(() => new Set(corrected.keys()), [corrected]);
  const words = useDoubts(id, content, mended);
  const doubts = useMemo(() => {
    const ofWords = words.open.flatMap(({ spot: at }) => (at ? [at.element.id] : []));
    return [...new Set([...ofWords, ...doubtful(content, mended)])];
  }, [content, mended, words.open]);
  const field = useRef<HTMLInputElement>(null);
  const paged = isPaged(content);
  const { active, show, onChoose, elements: pane } = linked;
  const [fresh, setFresh] = useState<ElementId>();
  // A table that was just added is gone to as soon as the new content holds it.
  useEffect(() => {
    if (!fresh || !content.elements.some(({ id: one }) => one === fresh)) return;
    setFresh(undefined);
    onChoose(fresh, "elements");
    show(fresh);
    pane.current?.focus({ preventScroll: true });
  }, [content, fresh, onChoose, pane, show]);
  const word = words.current;
  const spot = word?.spot?.element.id;
  const wordBox = useMemo(
    () => (word && spot ? [{ element: spot, page: word.page, box: word.box }] : none),
    [word, spot],
  );
  // The word that is asked about is shown on both sides.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word may stand in the same element.
  useEffect(() => {
    if (spot) onChoose(spot, "elements");
    if (spot) show(spot);
  }, [spot, word?.key, onChoose, show]);
  const nextDoubtful = () => {
    if (field.current && document.activeElement !== field.current) {
      field.current.focus({ preventScroll: true });
      return;
    }
    const next = doubts[(doubts.indexOf(active as ElementId) + 1) % doubts.length];
    if (!next) return;
    onChoose(next, "elements");
    show(next);
  };
  const add = async (rows: number, columns: number) => {
    setWanted(undefined);
    setDrawing(false);
    const drawn = wanted === "chosen" ? undefined : wanted;
    const behind = drawn ? elementAbove(content, drawn) : (active ?? content.elements.at(-1)?.id ?? "");
    const place = drawn && { page_index: drawn.pageIndex, page_label: "", box: [...drawn.box] };
    const made = await desk.correct(addTable(emptyTable(rows, columns), behind, place));
    const [first] = made?.made ?? [];
    if (!first) return;
    announce(t("correct.table_added"));
    setFresh(first);
  };
  const again = (correction: Correction, on: "chosen" | "candidate") => {
    const target = on === "candidate" ? correction.conflict?.candidate : active;
    if (target) void desk.again(correction.id, againOn(correction, target));
  };
  const onAddTable = useCallback(() => setWanted("chosen"), []);
  return (
    <div className="source" data-layout={paged ? layout : "elements"} data-correcting>
      <CorrectBar
        desk={desk}
        doubtful={doubts.length}
        drawing={paged && layout !== "elements" ? { isOn: isDrawing, toggle: () => setDrawing(!isDrawing) } : undefined}
        onAddTable={onAddTable}
        onNextDoubtful={nextDoubtful}
      />
      <ConflictList
        corrections={list.corrections}
        busy={desk.pending > 0}
        hasChosen={active !== undefined}
        onAgain={again}
        onDismiss={(one) => void desk.withdraw(one)}
      />
      <DoubtDesk
        id={id}
        pages={content.document.pages}
        doubts={words}
        field={field}
        onCorrect={async ({ spot: at }, read) => at !== undefined && Boolean(await desk.correct(correctWord(at, read)))}
        onLeave={() => pane.current?.focus({ preventScroll: true })}
      />
      <div className="panes">
        {paged && layout !== "elements" && (
          <PagesPane
            id={id}
            content={content}
            cited={nothing}
            quoted={wordBox}
            linked={linked}
            {...(isDrawing ? { onDraw: setWanted } : {})}
          />
        )}
        {(!paged || layout !== "pages") && (
          <CorrectPane
            content={content}
            linked={linked}
            corrected={corrected}
            doubtful={doubts}
            onCorrect={desk.correct}
            onUndo={desk.undo}
            onRedo={desk.redo}
            onAddTable={onAddTable}
            onNextDoubtful={nextDoubtful}
          />
        )}
      </div>
      <TableDialog
        opened={wanted !== undefined}
        onAdd={(rows, columns) => void add(rows, columns)}
        onClose={() => setWanted(undefined)}
      />
    </div>
  );
}

/** Where a drawn box belongs in the reading order: behind the last element that begins above it. */
export function elementAbove({ elements }: Content, { pageIndex, box }: Drawn): ElementId | "" {
  const above = elements.filter(({ places: [first] }) => {
    if (!first) return false;
    return first.page_index < pageIndex || (first.page_index === pageIndex && (first.box?.[1] ?? 0) < box[1]);
  });
  return above.at(-1)?.id ?? "";
}

/** A place in the reading order that is gone is replaced by another; else the correction goes to another element. */
function againOn({ operation, conflict, after }: Correction, target: string) {
  const needsPlace = conflict?.reason === "target_missing" && (operation === "move" || operation === "add");
  return needsPlace ? { after: { ...after, behind: target } } : { element: target };
}
