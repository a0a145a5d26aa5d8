// Making a key, and showing its secret this once.
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NewKey } from "@/api";
import { CopyButton } from "@/components";
import { KeyForm, type KeyFormProps } from "./KeyForm";

export function AddKeyDialog({ opened, onClose, ...rest }: KeyFormProps & { opened: boolean }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("admin.key_add")}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <KeyForm onClose={onClose} {...rest} />
    </Modal>
  );
}

/** Closes by its button alone: a click beside it must not lose the secret. */
export function SecretDialog({ made, onClose }: { made: NewKey | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={made !== undefined}
      onClose={onClose}
      title={t("admin.key_secret_title")}
      centered
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack>
        <Alert color="yellow" variant="light">
          {t("admin.key_secret")}
        </Alert>
        <code className="secret">{made?.secret}</code>
        <Group justify="space-between">
          <CopyButton text={made?.secret ?? ""} size="sm" />
          <Button onClick={onClose}>{t("common.close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
