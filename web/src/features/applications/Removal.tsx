// An application goes for good, after one more question.
import { Button, Group } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Application, asApiError } from "@/api";
import { announce, ConfirmDialog } from "@/components";
import { useRemoveApplication } from "./useApplications";

type Props = { application: Application; onGone: (address: string) => void };

export function Removal({ application, onGone }: Props) {
  const { t } = useTranslation();
  const remove = useRemoveApplication();
  const [asks, setAsks] = useState(false);
  const close = () => {
    setAsks(false);
    remove.reset();
  };
  const confirm = () =>
    remove.mutate(application.id, {
      onSuccess: () => {
        announce(t("applications.removed"));
        onGone("/applications");
      },
    });
  return (
    <>
      <Group justify="flex-end">
        <Button
          size="sm"
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={16} />}
          onClick={() => setAsks(true)}
        >
          {t("applications.remove")}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asks}
        title={t("applications.remove_title")}
        text={t("applications.remove_text", { title: application.title, model: application.model })}
        confirm={t("applications.remove")}
        busy={remove.isPending}
        error={remove.error && asApiError(remove.error)}
        onConfirm={confirm}
        onClose={close}
      />
    </>
  );
}
