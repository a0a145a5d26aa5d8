// What has been uploaded in this tab: live progress, plain words for what failed, cancel and retry.
import { ActionIcon, Button, Group, Paper, Progress, Text } from "@mantine/core";
import { IconArrowRight, IconCheck, IconRefresh, IconX } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "@/api";
import { errorWords } from "@/i18n";
import { formatShare } from "@/text/format";
import { isActive, type UploadItem } from "./queue";

/** More rows than this are counted, not drawn. */
const rowsMax = 60;

type Actions = {
  onCancel: (key: number) => void;
  onRetry: (key: number) => void;
  onOpen: (id: DocumentId) => void;
};
type Props = Actions & { items: readonly UploadItem[]; onRetryAll: () => void; onClear: () => void };

export function UploadListView({ items, onRetryAll, onClear, ...actions }: Props) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  const failed = items.filter((item) => item.state === "failed").length;
  const done = items.filter((item) => !isActive(item) && item.state !== "failed").length;
  const summary = [
    t("upload.summary", { total: items.length, done }),
    failed > 0 && t("upload.summary_failed", { count: failed }),
  ];
  const rows = [...items].sort((a, b) => Number(isActive(b)) - Number(isActive(a))).slice(0, rowsMax);
  return (
    <Paper component="section" withBorder aria-label={t("upload.queue")} p="sm" mb="md">
      <Group justify="space-between" mb={4} gap="xs">
        <Text size="sm" fw={600} aria-live="polite">
          {summary.filter(Boolean).join(" · ")}
        </Text>
        <Group gap={4}>
          {failed > 1 && (
            <Button size="compact-sm" variant="subtle" onClick={onRetryAll}>
              {t("upload.retry_all")}
            </Button>
          )}
          {done + failed > 0 && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
              {t("upload.clear")}
            </Button>
          )}
        </Group>
      </Group>
      <ul className="upload-list">
        {rows.map((item) => (
          <UploadRow key={item.key} item={item} {...actions} />
        ))}
      </ul>
      {items.length > rowsMax && (
        <Text size="sm" c="dimmed">
          {t("upload.others", { count: items.length - rowsMax })}
        </Text>
      )}
    </Paper>
  );
}

const stages = ["queued", "parse", "clean", "chunk", "embed", "index"] as const;
type Stage = (typeof stages)[number];
const isStage = (stage: string): stage is Stage => (stages as readonly string[]).includes(stage);

export function uploadWords(t: TFunction, language: string, item: UploadItem): string {
  if (item.state === "failed" && item.error) return errorWords(t, item.error);
  if (item.state === "sending") return t("upload.states.sending", { share: formatShare(item.progress, language) });
  if (item.state === "working") return t(`upload.states.${isStage(item.stage) ? item.stage : "working"}`);
  return t(`upload.states.${item.state}`);
}

function UploadRow({ item, onCancel, onRetry, onOpen }: { item: UploadItem } & Actions) {
  const { t, i18n } = useTranslation();
  const { name, key, state, documentId } = item;
  const canRetry = state === "failed" || state === "cancelled";
  return (
    <li className="upload-row" data-state={state}>
      <div className="upload-what">
        <Text size="sm" truncate title={name}>
          {name}
        </Text>
        <Text size="xs" c={state === "failed" ? "red" : "dimmed"}>
          {(state === "done" || state === "unchanged") && <IconCheck size={13} aria-hidden />}{" "}
          {uploadWords(t, i18n.language, item)}
        </Text>
        {(state === "sending" || state === "working") && (
          <Progress
            value={item.progress * 100}
            size="xs"
            mt={3}
            aria-label={t("upload.progress", { name })}
            color={state === "sending" ? "gray" : "clay"}
          />
        )}
      </div>
      {isActive(item) && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("upload.cancel_one", { name })}
          onClick={() => onCancel(key)}
        >
          <IconX size={16} />
        </ActionIcon>
      )}
      {canRetry && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("upload.retry_one", { name })}
          onClick={() => onRetry(key)}
        >
          <IconRefresh size={16} />
        </ActionIcon>
      )}
      {(state === "done" || state === "unchanged") && documentId && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("upload.open_one", { name })}
          onClick={() => onOpen(documentId)}
        >
          <IconArrowRight size={16} />
        </ActionIcon>
      )}
    </li>
  );
}
