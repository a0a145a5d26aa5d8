// The state "failed" of a view: plain words, the request's number for the administrator, and a way on.
import { Alert, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/api";
import { errorWords } from "@/i18n";

export function Failure({
  error,
  retry,
  words,
}: {
  error: ApiError;
  retry?: (() => void) | undefined;
  words?: string;
}) {
  const { t } = useTranslation();
  return (
    <Alert role="alert" color="red" variant="light">
      <Text size="sm">{words ?? errorWords(t, error)}</Text>
      {(error.requestId || retry) && (
        <Group gap="sm" mt="xs" justify="space-between">
          <Text size="xs" c="dimmed">
            {error.requestId && t("common.request_id", { id: error.requestId })}
          </Text>
          {retry && (
            <Button size="compact-sm" variant="default" onClick={retry}>
              {t("common.retry")}
            </Button>
          )}
        </Group>
      )}
    </Alert>
  );
}
