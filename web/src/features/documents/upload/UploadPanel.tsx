// Uploading, put together: the choice before, the list while it runs.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce, useGo } from "@/components";
import { documentHref } from "../href";
import { useChoices } from "../useChoices";
import { useStatus } from "../useDocuments";
import type { PickedFile } from "./queue";
import { UploadListView } from "./UploadListView";
import { type UploadChoice, UploadOptionsDialog } from "./UploadOptionsDialog";
import { useUploads } from "./useUploads";

type Props = { files: readonly PickedFile[]; onTaken: () => void };

export function UploadPanel({ files, onTaken }: Props) {
  const { t } = useTranslation();
  const { queue, items } = useUploads();
  const choices = useChoices();
  const go = useGo();
  const [choice, setChoice] = useState<UploadChoice>({ label: "O", allow: { mode: "me", groups: [], people: [] } });
  const status = useStatus();
  const bytesMax = status.data?.upload_bytes_max;
  useEffect(() => queue.setBytesMax(bytesMax ?? Number.POSITIVE_INFINITY), [queue, bytesMax]);
  return (
    <>
      <UploadOptionsDialog
        files={files}
        first={choice}
        choices={choices}
        onClose={onTaken}
        onStart={(options, chosen) => {
          setChoice(chosen);
          queue.add(files, options);
          announce(t("upload.states.waiting"));
          onTaken();
        }}
      />
      <UploadListView
        items={items}
        onCancel={(key) => queue.cancel(key)}
        onRetry={(key) => queue.retry(key)}
        onRetryAll={() => queue.retryFailed()}
        onClear={() => queue.clearFinished()}
        onOpen={(id) => go(documentHref(id))}
      />
    </>
  );
}
