// A new run: what it is called, how it searches, and in which index.
import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionSetId, type RunSettings } from "@/api";
import { FormDialog } from "@/components";
import { useRights } from "@/features/session";
import { strategies } from "./runs";
import { useEmbedders, useStartRun } from "./useEvaluation";

const asPeople: RunSettings = {
  lexical: true,
  dense: true,
  variants: true,
  rerank: true,
  chunk: null,
  embedder: null,
};
const parts = ["lexical", "dense", "variants", "rerank"] as const;
const usualTokens = 384;
const overlapOf = (tokens: number) => Math.floor(tokens / 8);

export function RunDialog({ set, opened, onClose }: { set: QuestionSetId; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useRights();
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
      {may("manage_system") && <IndexFields settings={settings} onChange={setSettings} />}
    </FormDialog>
  );
}

type IndexProps = { settings: RunSettings; onChange: (settings: RunSettings) => void };

function IndexFields({ settings, onChange }: IndexProps) {
  const { t } = useTranslation();
  const embedders = useEmbedders();
  const { chunk, embedder } = settings;
  return (
    <>
      <Switch
        label={t("evaluation.index_other")}
        description={t("evaluation.index_text")}
        checked={chunk !== null}
        onChange={(event) =>
          onChange({
            ...settings,
            chunk: event.currentTarget.checked
              ? { strategy: "clause", tokens_max: usualTokens, tokens_overlap: overlapOf(usualTokens) }
              : null,
          })
        }
      />
      {chunk && (
        <>
          <Select
            label={t("evaluation.strategy")}
            data={strategies.map((value) => ({ value, label: t(`evaluation.strategies.${value}`) }))}
            allowDeselect={false}
            value={chunk.strategy}
            onChange={(value) =>
              onChange({
                ...settings,
                chunk: { ...chunk, strategy: strategies.find((one) => one === value) ?? "clause" },
              })
            }
          />
          <NumberInput
            label={t("evaluation.length")}
            min={16}
            max={8192}
            step={64}
            clampBehavior="blur"
            value={chunk.tokens_max}
            onChange={(value) => {
              const tokens = Number(value) || usualTokens;
              onChange({ ...settings, chunk: { ...chunk, tokens_max: tokens, tokens_overlap: overlapOf(tokens) } });
            }}
          />
        </>
      )}
      {(embedders.data?.length ?? 0) > 1 && (
        <Select
          label={t("evaluation.embedder")}
          placeholder={t("evaluation.embedder_own")}
          data={embedders.data ?? []}
          clearable
          value={embedder}
          onChange={(value) => onChange({ ...settings, embedder: value })}
        />
      )}
    </>
  );
}
