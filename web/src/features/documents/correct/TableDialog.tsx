// How many rows and columns a missed table has; it is filled cell by cell afterwards.
import { Button, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

type Props = { opened: boolean; onAdd: (rows: number, columns: number) => void; onClose: () => void };

const most = 200;

export function TableDialog({ opened, onAdd, onClose }: Props) {
  const { t } = useTranslation();
  const [rows, setRows] = useState<number | string>(3);
  const [columns, setColumns] = useState<number | string>(3);
  const isGood = [rows, columns].every((one) => typeof one === "number" && one >= 1 && one <= most);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isGood) onAdd(Number(rows), Number(columns));
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("correct.add_table")}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t("correct.add_table_text")}</Text>
          <Group grow>
            <NumberInput label={t("correct.rows")} min={1} max={most} value={rows} onChange={setRows} data-autofocus />
            <NumberInput label={t("correct.columns")} min={1} max={most} value={columns} onChange={setColumns} />
          </Group>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!isGood}>
              {t("common.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
