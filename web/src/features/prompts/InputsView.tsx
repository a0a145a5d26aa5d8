// Inputs that versions are tried on: values, and what is expected of the answer.
import { Button, Group, NativeSelect, Paper, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PromptInput, PromptVariable } from "@/api";
import { emptyInput } from "./wording";
import { inLanguage } from "./words";

type Props = {
  inputs: readonly PromptInput[];
  variables: readonly PromptVariable[];
  onChange: (inputs: PromptInput[]) => void;
};

const inputsMax = 50;
const kinds = ["none", "contains", "equals", "json_keys"] as const;
type Kind = (typeof kinds)[number];

export function InputsView({ inputs, variables, onChange }: Props) {
  const { t } = useTranslation();
  const change = (at: number, input: PromptInput) => onChange(inputs.map((one, i) => (i === at ? input : one)));
  return (
    <>
      {inputs.map((input, at) => (
        <InputForm
          key={at}
          number={at + 1}
          input={input}
          variables={variables}
          onChange={(one) => change(at, one)}
          onRemove={() => onChange(inputs.filter((_, i) => i !== at))}
        />
      ))}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={15} />}
        disabled={inputs.length >= inputsMax}
        onClick={() => onChange([...inputs, emptyInput(variables)])}
      >
        {t("prompts.input_add")}
      </Button>
    </>
  );
}

type FormProps = {
  number: number;
  input: PromptInput;
  variables: readonly PromptVariable[];
  onChange: (input: PromptInput) => void;
  onRemove: () => void;
};

function InputForm({ number, input, variables, onChange, onRemove }: FormProps) {
  const { t, i18n } = useTranslation();
  const kind: Kind = input.expected?.kind ?? "none";
  const texts = input.expected?.texts ?? [];
  const expect = (next: Kind, lines: string) =>
    onChange({
      values: input.values,
      expected: { kind: next, texts: next === "equals" ? [lines] : lines.split("\n") },
    });
  return (
    <Paper withBorder p="xs" mb="xs" component="section" aria-label={t("prompts.input", { number })}>
      {variables.map(({ name, about, required }) => (
        <Textarea
          key={name}
          size="xs"
          mb={6}
          label={`${name} · ${inLanguage(about, i18n.language)}`}
          autosize
          minRows={required ? 2 : 1}
          maxRows={8}
          value={input.values[name] ?? ""}
          onChange={(event) => onChange({ ...input, values: { ...input.values, [name]: event.currentTarget.value } })}
        />
      ))}
      <Group gap="xs" mt="xs" align="flex-end">
        <NativeSelect
          size="xs"
          label={t("prompts.expected")}
          value={kind}
          data={kinds.map((one) => ({ value: one, label: t(`prompts.expect.${one}`) }))}
          onChange={(event) => expect(event.currentTarget.value as Kind, texts.join("\n"))}
        />
        {kind !== "none" && (
          <TextInput
            size="xs"
            label={t("prompts.expected_text")}
            value={texts.join(", ")}
            onChange={(event) =>
              expect(
                kind,
                kind === "equals" ? event.currentTarget.value : event.currentTarget.value.split(/,\s*/).join("\n"),
              )
            }
          />
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          aria-label={t("prompts.input_remove", { number })}
          onClick={onRemove}
        >
          {t("common.delete")}
        </Button>
      </Group>
    </Paper>
  );
}
