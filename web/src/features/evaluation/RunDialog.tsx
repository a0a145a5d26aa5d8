// A new run: what it is called, and how it searches.
import { Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionSetId, type RunSettings } from "@/api";
import { FormDialog } from "@/components";
import { useStartRun } from "./useEvaluation";

const asPeople: RunSettings = { lexical: true, dense: true, variants: true, rerank: true };
const parts = ["lexical", "dense", "variants", "rerank"] as const;

export function RunDialog({ set, opened, onClose }: { set: QuestionSetId; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const start = useStartRun(set);
  const [name, setName] = useState("");
  const [settings, setSettings] = useState(asPeople);
  return (
    <FormDialog
      opened={opened}
      title={t("evaluation.run")}
      submit={t("evaluation.start")}
      ready={settings.lexical || settings.dense}
      busy={start.isPending}
      error={start.error && asApiError(start.error)}
      onSubmit={() => start.mutate({ name: name.trim(), settings }, { onSuccess: onClose })}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
