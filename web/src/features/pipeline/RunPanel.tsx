// The recipe over the documents of the workspace: started, watched, and what it did.
import { Alert, Anchor, Button, Group, Progress, Table, Text, TextInput, Title } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type RecipeReport, type RecipeRun, toLoad } from "@/api";
import { AppLink, ConfirmDialog, Loaded } from "@/components";
import { wordOr } from "@/i18n";
import { formatNumber, formatTime } from "@/text/format";
import { useReasonWords } from "./reasons";
import { useRecipeReport, useRecipeRuns, useRunRecipe } from "./usePipeline";

function Held({ report }: { report: RecipeReport }) {
  const { t } = useTranslation();
  const words = useReasonWords();
  const why = (text: string) => {
    const [operation = "", reason = ""] = text.split(": ");
    return `${wordOr(t, "pipeline.operations", operation)}: ${words({ reason })}`;
  };
  return (
    <>
      <Title order={4} size="h6" mt="md">
        {t("pipeline.held_back", { count: report.held_back.length })}
      </Title>
      <ul className="held-back">
        {report.held_back.map((one) => (
          <li key={one.document_id}>
            <AppLink href={`/documents/${one.document_id}`}>{one.name}</AppLink>{" "}
            <Text span c="dimmed" size="sm">
              {why(one.why)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}

function Changes({ report }: { report: RecipeReport }) {
  const { t, i18n } = useTranslation();
  const words = useReasonWords();
  const most = Math.max(...report.changes.map(({ count }) => count));
  const rows = [...report.changes].sort((one, other) => other.count - one.count);
  return (
    <Table verticalSpacing={4} mt="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("pipeline.change")}</Table.Th>
          <Table.Th ta="right">{t("pipeline.places")}</Table.Th>
          <Table.Th ta="right">{t("pipeline.documents")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((change) => (
          <Table.Tr key={change.reason}>
            <Table.Td>
              {words(change)}
              <Progress value={(100 * change.count) / most} size={3} mt={2} aria-hidden />
            </Table.Td>
            <Table.Td ta="right">{formatNumber(change.count, i18n.language)}</Table.Td>
            <Table.Td ta="right">{formatNumber(change.documents, i18n.language)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Report({ report }: { report: RecipeReport }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  const done = report.documents - report.waiting;
  return (
    <section aria-label={t("pipeline.report")}>
      <Text role="status" size="sm" mt="sm">
        {report.waiting > 0
          ? t("pipeline.running", { done: number(done), all: number(report.documents) })
          : t("pipeline.finished", {
              ready: number(report.ready),
              held: number(report.held_back.length),
              failed: number(report.failed),
            })}
      </Text>
      {report.waiting > 0 && (
        <Progress value={(100 * done) / report.documents} mt={4} animated aria-label={t("pipeline.report")} />
      )}
      {report.changes.length > 0 && <Changes report={report} />}
      {report.changes.length === 0 && report.waiting === 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("pipeline.no_changes")}
        </Text>
      )}
      {report.held_back.length > 0 && <Held report={report} />}
    </section>
  );
}

function Runs({ runs, chosen, onChoose }: { runs: RecipeRun[]; chosen: string; onChoose: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  if (runs.length === 0) return null;
  return (
    <>
      <Title order={4} size="h6" mt="lg">
        {t("pipeline.runs")}
      </Title>
      <ul className="recipe-runs">
        {runs.map((run) => (
          <li key={run.recipe_id}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              aria-current={run.recipe_id === chosen}
              onClick={() => onChoose(run.recipe_id)}
            >
              {run.name || t("pipeline.unnamed")}
            </Anchor>{" "}
            <Text span size="sm" c="dimmed">
              {t("pipeline.run_about", {
                documents: formatNumber(run.documents, i18n.language),
                time: formatTime(run.time_ms, i18n.language),
              })}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}

export function RunPanel({ recipe }: { recipe: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState("");
  const runs = useRecipeRuns();
  const run = useRunRecipe();
  const report = useRecipeReport(chosen);
  const start = () =>
    run.mutate(
      { recipe, ...(name.trim() === "" ? {} : { document_name: name.trim() }) },
      {
        onSuccess: ({ recipe_id }) => {
          setChosen(recipe_id);
          setAsking(false);
        },
      },
    );
  return (
    <section aria-label={t("pipeline.run_title")} className="recipe-run">
      <Title order={3} size="h5" mt="xl">
        {t("pipeline.run_title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("pipeline.run_documents_text")}
      </Text>
      <Group align="end" gap="xs">
        <TextInput
          size="xs"
          label={t("pipeline.document_name")}
          placeholder={t("pipeline.document_name_placeholder")}
          maxLength={30}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" leftSection={<IconPlayerPlay size={15} />} onClick={() => setAsking(true)}>
          {t("pipeline.run")}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t("pipeline.run_title")}
        text={name.trim() === "" ? t("pipeline.run_confirm") : t("pipeline.run_confirm_named", { name: name.trim() })}
        confirm={t("pipeline.run")}
        busy={run.isPending}
        error={run.isError ? asApiError(run.error) : null}
        onConfirm={start}
        onClose={() => {
          setAsking(false);
          run.reset();
        }}
      />
      {run.data?.documents === 0 && (
        <Alert mt="sm" variant="light" color="gray">
          {t("pipeline.no_documents")}
        </Alert>
      )}
      {chosen !== "" && run.data?.documents !== 0 && (
        <Loaded load={toLoad(report)}>{(data) => <Report report={data} />}</Loaded>
      )}
      {runs.data && <Runs runs={runs.data.runs} chosen={chosen} onChoose={setChosen} />}
    </section>
  );
}
