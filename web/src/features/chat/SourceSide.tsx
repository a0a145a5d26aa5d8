// The cited source beside the answer; on narrow screens over it.
import { CloseButton, Drawer, Group, Text } from "@mantine/core";
import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components";
import { SourcePanel } from "@/features/documents";
import type { Source } from "./SourcesView";

type Props = { source: Source | undefined; isNarrow: boolean; onClose: () => void };

export function SourceSide({ source, isNarrow, onClose }: Props) {
  const { t } = useTranslation();
  const panel = source && (
    <Suspense fallback={<Loading />}>
      <SourcePanel id={source.document} name={source.name} cited={source} places={source.places} />
    </Suspense>
  );
  if (!isNarrow) return panel ? <Aside onClose={onClose}>{panel}</Aside> : null;
  return (
    <Drawer
      opened={source !== undefined}
      onClose={onClose}
      position="bottom"
      size="88%"
      title={t("chat.source_panel")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {panel}
    </Drawer>
  );
}

function Aside({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useTranslation();
  const aside = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    aside.current?.focus({ preventScroll: true });
    // The reader goes back to the citation that led here.
    return () => void (before instanceof HTMLElement && before.isConnected && before.focus({ preventScroll: true }));
  }, []);
  return (
    <aside
      ref={aside}
      className="source-side"
      tabIndex={-1}
      aria-label={t("chat.source_panel")}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <Group justify="space-between" mb={4}>
        <Text size="sm" c="dimmed">
          {t("chat.source_panel")}
        </Text>
        <CloseButton aria-label={t("common.close")} onClick={onClose} />
      </Group>
      {children}
    </aside>
  );
}
