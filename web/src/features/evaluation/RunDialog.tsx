// A new run: what it is called, and how it searches.
import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionSetId, type RunSettings } from "@/api";
import { Failure } from "@/components";
import { useStartRun } from "./useEvaluation";

const asPeople: RunSettings = { lexical: true, dense: true, variants: true, rerank: true };
const parts = ["lexical", "dense", "variants", "rerank"] as const;

export function RunDialog({ set, opened, onClose }: { set: QuestionSetId; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const start = useStartRun(set);
  const [name, setName] = useState("");
  const [settings, setSettings] = useState(asPeople);
  const nothing = !settings.lexical && !settings.dense;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("evaluation.run")}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({ name: name.trim(), settings }, { onSuccess: onClose });
        }}
      >
        <Stack>
          <TextInput
            label={t("evaluation.run_name")}
            placeholder={t("evaluation.run_placeholder")}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {parts.map((part) => (
            <Switch
              key={part}
              label={t(`evaluation.parts.${part}`)}
              description={t(`evaluation.parts_text.${part}`)}
              checked={settings[part]}
              onChange={(event) => setSettings({ ...settings, [part]: event.currentTarget.checked })}
            />
          ))}
          {start.isError && <Failure error={asApiError(start.error)} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={nothing} loading={start.isPending}>
              {t("evaluation.start")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
