// Making a key, and showing its secret this once.
import { Alert, Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, NewKey } from "@/api";
import { CopyButton, Failure } from "@/components";

const days = [30, 90, 365] as const;
const dayMs = 86_400_000;

type AddProps = {
  opened: boolean;
  busy: boolean;
  error: ApiError | null;
  onAdd: (name: string, expiresMs: number | undefined) => void;
  onClose: () => void;
};

export function AddKeyDialog({ opened, onClose, ...rest }: AddProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("admin.key_add")}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <AddKeyForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function AddKeyForm({ busy, error, onAdd, onClose }: Omit<AddProps, "opened">) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [valid, setValid] = useState("90");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") onAdd(name.trim(), valid === "" ? undefined : Date.now() + Number(valid) * dayMs);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <Failure error={error} />}
        <TextInput
          label={t("admin.key_name")}
          description={t("admin.key_name_hint")}
          maxLength={128}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t("admin.key_expires")}
          allowDeselect={false}
          value={valid}
          onChange={(value) => setValid(value ?? "")}
          data={[
            ...days.map((count) => ({ value: String(count), label: t("admin.key_days", { count }) })),
            { value: "", label: t("admin.key_forever") },
          ]}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={name.trim() === ""}>
            {t("admin.key_add")}
          </Button>
        </Group>
      </Stack>
    </form>
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
