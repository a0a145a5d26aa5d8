// The two ways into the file dialog: files, or a whole folder.
import { Button } from "@mantine/core";
import { IconFolderUp, IconUpload } from "@tabler/icons-react";
import { type ChangeEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { pickedFrom } from "./pick";
import type { PickedFile } from "./queue";

export function UploadButtons({ onFiles }: { onFiles: (files: PickedFile[]) => void }) {
  const { t } = useTranslation();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const picked = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles(pickedFrom(event.currentTarget.files ?? []));
    // The same file can be chosen again.
    event.currentTarget.value = "";
  };
  return (
    <>
      <input ref={files} type="file" multiple hidden onChange={picked} data-testid="upload-files" />
      <input
        ref={folder}
        type="file"
        hidden
        onChange={picked}
        {...{ webkitdirectory: "" }}
        data-testid="upload-folder"
      />
      <Button
        variant="default"
        leftSection={<IconFolderUp size={17} />}
        onClick={() => folder.current?.click()}
        visibleFrom="sm"
      >
        {t("documents.upload_folder")}
      </Button>
      <Button leftSection={<IconUpload size={17} />} onClick={() => files.current?.click()}>
        {t("documents.upload")}
      </Button>
    </>
  );
}
