// 평가: sets of questions about the workspace's own documents.
import { Button, Table, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionSet, toLoad } from "@/api";
import { AppLink, Empty, FormDialog, Loaded, PageHead, useGo } from "@/components";
import { formatNumber, formatTime } from "@/text/format";
import { useAddSet, useQuestionSets } from "./useEvaluation";

export function EvaluationPage() {
  const { t } = useTranslation();
  const sets = useQuestionSets();
  const [naming, setNaming] = useState(false);
  return (
    <>
      <PageHead title={t("nav.evaluation")}>
        <Button size="sm" leftSection={<IconPlus size={16} />} onClick={() => setNaming(true)}>
          {t("evaluation.add_set")}
        </Button>
      </PageHead>
      <Loaded load={toLoad(sets)}>
        {(data) =>
          data.sets.length === 0 ? (
            <Empty title={t("evaluation.none_title")} text={t("evaluation.none_text")} />
          ) : (
            <SetTable sets={data.sets} />
          )
        }
      </Loaded>
      <NameDialog opened={naming} onClose={() => setNaming(false)} />
    </>
  );
}

function SetTable({ sets }: { sets: readonly QuestionSet[] }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="wide">
      <Table aria-label={t("nav.evaluation")} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("evaluation.set")}</Table.Th>
            <Table.Th>{t("evaluation.questions")}</Table.Th>
            <Table.Th>{t("evaluation.proposed")}</Table.Th>
            <Table.Th className="only-wide-cell">{t("evaluation.made")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sets.map((set) => (
            <Table.Tr key={set.id}>
              <Table.Td>
                <AppLink href={`/evaluation/${encodeURIComponent(set.id)}`}>{set.name}</AppLink>
              </Table.Td>
              <Table.Td>{formatNumber(set.accepted, i18n.language)}</Table.Td>
              <Table.Td>{formatNumber(set.proposed, i18n.language)}</Table.Td>
              <Table.Td className="only-wide-cell">
                <Text size="sm" c="dimmed">
                  {set.made_by} · {formatTime(set.made_ms, i18n.language)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function NameDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const add = useAddSet();
  const [name, setName] = useState("");
  return (
    <FormDialog
      opened={opened}
      title={t("evaluation.add_set")}
      submit={t("evaluation.add")}
      ready={name.trim() !== ""}
      busy={add.isPending}
      error={add.error && asApiError(add.error)}
      onSubmit={() => add.mutate(name.trim(), { onSuccess: ({ id }) => go(`/evaluation/${encodeURIComponent(id)}`) })}
      onClose={onClose}
    >
      <TextInput
        label={t("evaluation.name")}
        placeholder={t("evaluation.name_placeholder")}
        required
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
