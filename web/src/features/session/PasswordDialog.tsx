// Changes one's own password.
import { Button, Group, Modal, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, asApiError, setPassword } from "@/api";
import { announce, Failure } from "@/components";

type FormProps = {
  busy: boolean;
  error: ApiError | null;
  onSubmit: (present: string, next: string) => void;
  onClose: () => void;
};

const wrongPresent = (error: ApiError) => error.code === "unauthenticated" || error.reason === "password_wrong";

export function PasswordForm({ busy, error, onSubmit, onClose }: FormProps) {
  const { t } = useTranslation();
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const isShort = next !== "" && [...next].length < 10;
  const differs = again !== "" && again !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isShort && next === again && next !== "") onSubmit(present, next);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <Failure error={error} {...(wrongPresent(error) ? { words: t("session.password_wrong") } : {})} />}
        <PasswordInput
          label={t("session.present_password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={present}
          onChange={(event) => setPresent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("session.new_password")}
          description={t("session.password_rule")}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          error={isShort && t("session.password_rule")}
        />
        <PasswordInput
          label={t("session.new_password_again")}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={differs && t("session.password_differs")}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("common.change")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function PasswordDialog({ login, opened, onClose }: { login: string; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useMutation({
    mutationFn: ({ present, next }: { present: string; next: string }) => setPassword(login, next, present),
    meta: { keepSession: true },
    onSuccess: () => {
      announce(t("session.password_changed"));
      onClose();
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("session.change_password")}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <PasswordForm
        busy={change.isPending}
        error={change.error ? asApiError(change.error) : null}
        onSubmit={(present, next) => change.mutate({ present, next })}
        onClose={onClose}
      />
    </Modal>
  );
}
