// A dialog with a form: fields, what went wrong, and the two buttons. Stays open with the reason when it did not work.
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/api";
import { Failure } from "./Failure";

type Props = {
  opened: boolean;
  title: string;
  submit: string;
  /** Whether what was filled in can be sent. */
  ready?: boolean;
  busy?: boolean;
  error?: ApiError | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

export function FormDialog(props: Props) {
  const { opened, title, submit, ready = true, busy = false, error, onSubmit, onClose, children } = props;
  const { t } = useTranslation();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onSubmit();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={send}>
        <Stack>
          {children}
          {error && <Failure error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!ready} loading={busy}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
