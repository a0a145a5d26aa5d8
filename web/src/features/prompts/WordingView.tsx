// The two texts of a prompt as they are edited, and the values that can be put in where the cursor stands.
import { Badge, Button, Group, Paper, Text, Textarea, Title } from "@mantine/core";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { PromptTexts, PromptVariable } from "@/api";
import { MarkedRanges } from "@/components";
import { isUsed, placesOf } from "./wording";
import { inLanguage } from "./words";

type Part = "system" | "user";
type Props = {
  texts: PromptTexts;
  variables: readonly PromptVariable[];
  onChange: (texts: PromptTexts) => void;
};

const charactersMax = 32_768;

export function WordingView({ texts, variables, onChange }: Props) {
  const { t } = useTranslation();
  const fields = { system: useRef<HTMLTextAreaElement>(null), user: useRef<HTMLTextAreaElement>(null) };
  const last = useRef<Part>("user");
  const insert = (name: string) => {
    const part = last.current;
    const field = fields[part].current;
    const start = field?.selectionStart ?? texts[part].length;
    const end = field?.selectionEnd ?? start;
    onChange({ ...texts, [part]: `${texts[part].slice(0, start)}{{${name}}}${texts[part].slice(end)}` });
    field?.focus();
  };
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("prompts.wording")}>
      <Title order={3} size="h4" mb="xs">
        {t("prompts.wording")}
      </Title>
      {(["system", "user"] as const).map((part) => (
        <div key={part}>
          <Textarea
            ref={fields[part]}
            label={t(`prompts.parts.${part}`)}
            description={t(`prompts.parts_text.${part}`)}
            autosize
            minRows={part === "system" ? 6 : 3}
            maxRows={24}
            maxLength={charactersMax}
            spellCheck={false}
            mb={4}
            value={texts[part]}
            onFocus={() => {
              last.current = part;
            }}
            onChange={(event) => onChange({ ...texts, [part]: event.currentTarget.value })}
          />
          {placesOf(texts[part]).length > 0 && (
            <details className="prompt-preview">
              <summary>{t("prompts.marked")}</summary>
              <p>
                <MarkedRanges text={texts[part]} ranges={placesOf(texts[part])} />
              </p>
            </details>
          )}
        </div>
      ))}
      <VariablesView variables={variables} texts={texts} onInsert={insert} />
    </Paper>
  );
}

type VariablesProps = Pick<Props, "variables" | "texts"> & { onInsert: (name: string) => void };

function VariablesView({ variables, texts, onInsert }: VariablesProps) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <Text size="sm" fw={550} mt="sm">
        {t("prompts.variables")}
      </Text>
      <ul className="prompt-variables" aria-label={t("prompts.variables")}>
        {variables.map((variable) => (
          <li key={variable.name}>
            <Group gap={6}>
              <code>{`{{${variable.name}}}`}</code>
              <Text size="sm">{inLanguage(variable.about, i18n.language)}</Text>
              {variable.required && (
                <Badge size="xs" variant="outline" color="gray" tt="none">
                  {t("prompts.required")}
                </Badge>
              )}
              {!isUsed(variable, texts) && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t("prompts.insert_of", { name: variable.name })}
                  onClick={() => onInsert(variable.name)}
                >
                  {t("prompts.insert")}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </>
  );
}
