// Lets files and folders be dropped anywhere on its children.
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { droppedFrom } from "./pick";
import type { PickedFile } from "./queue";

type Props = { enabled: boolean; onFiles: (files: PickedFile[]) => void; children: ReactNode };

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

export function DropZone({ enabled, onFiles, children }: Props) {
  const { t } = useTranslation();
  // Entering a child fires before leaving its parent: count, or the frame flickers.
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const move = (by: number) => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  if (!enabled) return children;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra for the mouse; the buttons do the same.
    <div
      className="drop-zone"
      onDragEnter={(event) => hasFiles(event) && move(1)}
      onDragLeave={(event) => hasFiles(event) && move(-1)}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        move(-depth.current);
        void droppedFrom(event.dataTransfer).then(onFiles);
      }}
    >
      {children}
      {isOver && <div className="drop-here">{t("documents.drop_here")}</div>}
    </div>
  );
}
