// Asks why, before something is shown that is masked for others: the audit log keeps the answer.
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "./FormDialog";

type Props = {
  opened: boolean;
  title: string;
  text: string;
  confirm: string;
  onConfirm: (reason: string) => void;
  onClose: () => void;
};

export function ReasonDialog({ opened, title, text, confirm, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      opened={opened}
      title={title}
      submit={confirm}
      ready={reason.trim() !== ""}
      onSubmit={() => onConfirm(reason.trim())}
      onClose={onClose}
    >
      <Text>{text}</Text>
      <TextInput
        label={t("view.reason")}
        maxLength={90}
        required
        withAsterisk={false}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
