// The state "loading" of a view: nothing for 150 ms, then a quiet line.
import { Group, Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLater } from "./useLater";

export function Loading() {
  const { t } = useTranslation();
  const due = useLater();
  return (
    <Group role="status" gap="sm" py="lg" justify="center" mih={64}>
      {due && <Loader size="xs" />}
      {due && (
        <Text size="sm" c="dimmed">
          {t("common.loading")}
        </Text>
      )}
    </Group>
  );
}
