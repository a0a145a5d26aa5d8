// The words, the groups, and how far documents follow them. Given its data.
import { ActionIcon, Badge, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconTrash, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CompanyWord, CompanyWords, SynonymGroup } from "@/api";
import { Empty } from "@/components";

type Props = {
  data: CompanyWords;
  /** Whether only words with some letters are shown. */
  narrowed: boolean;
  busy: boolean;
  onRemove: (word: string) => void;
  onAlone: (word: string) => void;
};

export function WordsView({ data, narrowed, busy, onRemove, onAlone }: Props) {
  const { t } = useTranslation();
  const { words, groups, progress } = data;
  return (
    <Stack gap="md">
      <Text role="status" size="sm">
        {progress.following
          ? t("words.following")
          : progress.documents > 0
            ? t("words.followed", { count: progress.documents })
            : null}
      </Text>
      {words.length + groups.length === 0 && (
        <Empty
          title={t(narrowed ? "words.none_found" : "words.none")}
          text={t(narrowed ? "words.none_found_text" : "words.none_text")}
        />
      )}
      {groups.length > 0 && (
        <section aria-label={t("words.groups")}>
          <Title order={2} size="h4" mb="xs">
            {t("words.groups")}
          </Title>
          <ul className="plain-list">
            {groups.map((group) => (
              <GroupRow key={group.id} group={group} busy={busy} onAlone={onAlone} />
            ))}
          </ul>
          <More shown={groups.length} total={data.groups_total} />
        </section>
      )}
      {words.length > 0 && (
        <section aria-label={t("words.words")}>
          <Title order={2} size="h4" mb="xs">
            {t("words.words")}
          </Title>
          <WordTable words={words} busy={busy} onRemove={onRemove} />
          <More shown={words.length} total={data.words_total} />
        </section>
      )}
    </Stack>
  );
}

function More({ shown, total }: { shown: number; total: number }) {
  const { t } = useTranslation();
  if (shown >= total) return null;
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {t("words.more", { shown, total })}
    </Text>
  );
}

type GroupProps = { group: SynonymGroup; busy: boolean; onAlone: (word: string) => void };

function GroupRow({ group, busy, onAlone }: GroupProps) {
  const { t } = useTranslation();
  return (
    <li>
      <Group gap={6} py={4}>
        {group.words.map((word, index) => (
          <Group key={word} gap={6} wrap="nowrap">
            {index > 0 && <span aria-hidden>=</span>}
            <Badge
              variant="light"
              color="gray"
              size="lg"
              tt="none"
              rightSection={
                <ActionIcon
                  size={24}
                  variant="transparent"
                  color="gray"
                  disabled={busy}
                  aria-label={t("words.leave", { word })}
                  onClick={() => onAlone(word)}
                >
                  <IconX size={14} />
                </ActionIcon>
              }
            >
              {word}
            </Badge>
          </Group>
        ))}
        <Text size="xs" c="dimmed">
          {group.by}
        </Text>
      </Group>
    </li>
  );
}

type TableProps = { words: readonly CompanyWord[]; busy: boolean; onRemove: (word: string) => void };

function WordTable({ words, busy, onRemove }: TableProps) {
  const { t } = useTranslation();
  return (
    <Table aria-label={t("words.words")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("words.word")}</Table.Th>
          <Table.Th>{t("words.made_of")}</Table.Th>
          <Table.Th>{t("words.by")}</Table.Th>
          <Table.Th />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {words.map((one) => (
          <Table.Tr key={one.word}>
            <Table.Td>{one.word}</Table.Td>
            <Table.Td>{one.parts.join(" ")}</Table.Td>
            <Table.Td>{one.from_file ? t("words.from_file") : one.by}</Table.Td>
            <Table.Td>
              {!one.from_file && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={busy}
                  aria-label={t("words.remove", { word: one.word })}
                  onClick={() => onRemove(one.word)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
