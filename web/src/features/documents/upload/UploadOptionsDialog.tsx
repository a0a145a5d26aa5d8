// Asked before an upload starts: how the files are labelled and who may see them. The last choice is offered again.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Label, UploadOptions } from "@/api";
import { type Allow, AllowField, allowStrings, type Choices, LabelField } from "@/components";
import { formatBytes } from "@/text/format";
import type { PickedFile } from "./queue";

export type UploadChoice = { label: Label; allow: Allow };
type Props = {
  files: readonly PickedFile[];
  first: UploadChoice;
  choices: Choices;
  onStart: (options: UploadOptions, choice: UploadChoice) => void;
  onClose: () => void;
};

export function UploadOptionsDialog(props: Props) {
  const { t } = useTranslation();
  const { files, onClose } = props;
  const title = t("upload.options_title", { count: files.length });
  return (
    <Modal
      opened={files.length > 0}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <UploadOptionsForm {...props} />
    </Modal>
  );
}

function UploadOptionsForm({ files, first, choices, onStart, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [choice, setChoice] = useState(first);
  const allow = allowStrings(choice.allow);
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <Stack>
      <div>
        {files.slice(0, 3).map(({ name }) => (
          <Text key={name} size="sm" truncate>
            {name}
          </Text>
        ))}
        <Text size="sm" c="dimmed">
          {files.length > 3 && `${t("upload.others", { count: files.length - 3 })} · `}
          {t("upload.options_total", { size: formatBytes(bytes, i18n.language) })}
        </Text>
      </div>
      <LabelField value={choice.label} onChange={(label) => setChoice({ ...choice, label })} />
      <AllowField value={choice.allow} choices={choices} onChange={(next) => setChoice({ ...choice, allow: next })} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button
          data-autofocus
          disabled={!allow}
          onClick={() => allow && onStart({ label: choice.label, allow }, choice)}
        >
          {t("upload.start")}
        </Button>
      </Group>
    </Stack>
  );
}
