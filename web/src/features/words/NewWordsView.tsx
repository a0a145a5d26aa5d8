// Two short forms: a word of the company, and words that mean the same.
import { Button, Group, Paper, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

type Props = {
  busy: boolean;
  onAdd: (word: string, parts: string[]) => Promise<unknown>;
  onSame: (words: string[]) => Promise<unknown>;
};

const listed = (text: string, border: RegExp) =>
  text
    .split(border)
    .map((one) => one.trim())
    .filter((one) => one !== "");

export function NewWordsView({ busy, onAdd, onSame }: Props) {
  const { t } = useTranslation();
  const [word, setWord] = useState("");
  const [parts, setParts] = useState("");
  const [same, setSame] = useState("");
  const group = listed(same, /[,=\n]/);
  const sendWord = (event: FormEvent) => {
    event.preventDefault();
    onAdd(word.trim(), listed(parts, /\s/)).then(
      () => {
        setWord("");
        setParts("");
      },
      () => undefined, // said above the list
    );
  };
  const sendGroup = (event: FormEvent) => {
    event.preventDefault();
    onSame(group).then(
      () => setSame(""),
      () => undefined,
    );
  };
  return (
    <Group gap="md" align="stretch">
      <Paper withBorder p="sm" component="form" aria-label={t("words.add")} onSubmit={sendWord} flex="1 1 320px">
        <Group align="flex-end" gap="sm">
          <TextInput
            flex="1 1 140px"
            label={t("words.word")}
            value={word}
            onChange={(event) => setWord(event.currentTarget.value)}
          />
          <TextInput
            flex="1 1 140px"
            label={t("words.parts")}
            placeholder={t("words.parts_example")}
            value={parts}
            onChange={(event) => setParts(event.currentTarget.value)}
          />
          <Button type="submit" disabled={busy || word.trim() === ""}>
            {t("words.add")}
          </Button>
        </Group>
      </Paper>
      <Paper withBorder p="sm" component="form" aria-label={t("words.same_add")} onSubmit={sendGroup} flex="1 1 320px">
        <Group align="flex-end" gap="sm">
          <TextInput
            flex="1 1 220px"
            label={t("words.same")}
            placeholder={t("words.same_example")}
            value={same}
            onChange={(event) => setSame(event.currentTarget.value)}
          />
          <Button type="submit" disabled={busy || group.length < 2}>
            {t("words.same_add")}
          </Button>
        </Group>
      </Paper>
    </Group>
  );
}
