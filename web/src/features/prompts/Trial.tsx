// Trying two versions: the inputs of a saved set or new ones, a model, and what came of it.
import { Button, Group, NativeSelect, Paper, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Prompt, type PromptInput, type PromptSet, type PromptVersion, toLoad } from "@/api";
import { announce, Failure, Loaded } from "@/components";
import { InputsView } from "./InputsView";
import { OutcomesView } from "./OutcomesView";
import { useChatModels, usePromptSets, useSaveSet, useTrial } from "./usePrompts";
import { emptyInput } from "./wording";
import { versionName } from "./words";

type Props = { prompt: Prompt; versions: readonly PromptVersion[] };

export function Trial({ prompt, versions }: Props) {
  const { t } = useTranslation();
  const sets = usePromptSets(prompt.id);
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("prompts.trial")}>
      <Title order={3} size="h4">
        {t("prompts.trial")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("prompts.trial_text")}
      </Text>
      <Loaded load={toLoad(sets)}>
        {(data) => <TrialForm prompt={prompt} versions={versions} sets={data.sets} />}
      </Loaded>
    </Paper>
  );
}

function TrialForm({ prompt, versions, sets }: Props & { sets: readonly PromptSet[] }) {
  const { t } = useTranslation();
  const first = sets[0];
  const [name, setName] = useState(first?.name ?? "");
  const [inputs, setInputs] = useState<PromptInput[]>(first?.inputs ?? [emptyInput(prompt.variables)]);
  const [sides, setSides] = useState<{ a?: number; b?: number }>({});
  const [model, setModel] = useState<string>();
  const models = useChatModels();
  const save = useSaveSet(prompt.id);
  const trial = useTrial(prompt.id);
  const error = trial.error ?? save.error;
  const choose = (chosen: string) => {
    setName(chosen);
    setInputs(sets.find((set) => set.name === chosen)?.inputs ?? [emptyInput(prompt.variables)]);
  };
  const pair = { a: sides.a ?? prompt.in_use, b: sides.b ?? prompt.newest };
  const chosen = model ?? models.data?.default ?? "onggi/extractive";
  const numbers = versions.map(({ number }) => ({ value: String(number), label: versionName(t, number) }));
  return (
    <>
      {sets.length > 0 && (
        <NativeSelect
          mb="xs"
          label={t("prompts.set")}
          value={sets.some((set) => set.name === name) ? name : ""}
          data={[{ value: "", label: t("prompts.set_new") }, ...sets.map((set) => set.name)]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}
      <InputsView inputs={inputs} variables={prompt.variables} onChange={setInputs} />
      <Group gap="xs" my="sm" align="flex-end">
        <TextInput
          label={t("prompts.set_name")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={name.trim() === "" || inputs.length === 0}
          loading={save.isPending}
          onClick={() =>
            save.mutate({ name: name.trim(), inputs }, { onSuccess: () => announce(t("prompts.set_saved")) })
          }
        >
          {t("prompts.set_save")}
        </Button>
      </Group>
      <Group gap="xs" align="flex-end">
        {(["a", "b"] as const).map((side) => (
          <NativeSelect
            key={side}
            label={t(`prompts.side.${side}`)}
            value={String(pair[side])}
            data={numbers}
            onChange={(event) => setSides({ ...sides, [side]: Number(event.currentTarget.value) })}
          />
        ))}
        <NativeSelect
          label={t("prompts.model")}
          value={chosen}
          data={(models.data?.models ?? [])
            .filter(({ chat }) => chat)
            .map(({ id }) => ({ value: id, label: id === "onggi/extractive" ? t("prompts.model_none") : id }))}
          onChange={(event) => setModel(event.currentTarget.value)}
        />
        <Button
          disabled={inputs.length === 0}
          loading={trial.isPending}
          onClick={() => trial.mutate({ ...pair, inputs, model: chosen })}
        >
          {t("prompts.run")}
        </Button>
      </Group>
      {error && <Failure error={asApiError(error)} />}
      {trial.data && trial.variables && <OutcomesView trial={trial.data} a={trial.variables.a} b={trial.variables.b} />}
    </>
  );
}
