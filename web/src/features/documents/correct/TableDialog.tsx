// How many rows and columns a missed table has; it is filled cell by cell afterwards.
import { Group, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/components";

type Props = { opened: boolean; onAdd: (rows: number, columns: number) => void; onClose: () => void };

const most = 200;

export function TableDialog({ opened, onAdd, onClose }: Props) {
  const { t } = useTranslation();
  const [rows, setRows] = useState<number | string>(3);
  const [columns, setColumns] = useState<number | string>(3);
  const isGood = [rows, columns].every((one) => typeof one === "number" && one >= 1 && one <= most);
  return (
    <FormDialog
      opened={opened}
      title={t("correct.add_table")}
      submit={t("common.add")}
      ready={isGood}
      onSubmit={() => onAdd(Number(rows), Number(columns))}
      onClose={onClose}
    >
      <Text size="sm">{t("correct.add_table_text")}</Text>
      <Group grow>
        <NumberInput label={t("correct.rows")} min={1} max={most} value={rows} onChange={setRows} data-autofocus />
        <NumberInput label={t("correct.columns")} min={1} max={most} value={columns} onChange={setColumns} />
      </Group>
    </FormDialog>
  );
}
