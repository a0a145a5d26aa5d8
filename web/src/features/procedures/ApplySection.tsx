// Documents are chosen and go through the methods; how far they are, and what was done. Rows are brought on the command
// line and only shown here.
import { Alert, Button, Checkbox, Group, Progress, Text, TextInput } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DocumentId, type DocumentSummary, type Procedure, toLoad } from "@/api";
import { ConfirmDialog, Empty, Loaded } from "@/components";
import { errorWords } from "@/i18n";
import { formatNumber } from "@/text/format";
import { useCountsInWords } from "./kinds";
import { documentsShown, isRunning, useApply, useChoosable } from "./useProcedures";
import { isOver } from "./who";

function Applied({ applied }: { applied: NonNullable<Procedure["applied"]> }) {
  const { t, i18n } = useTranslation();
  const words = useCountsInWords();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <dl className="procedure-facts" aria-label={t("procedures.applied")}>
      <dt>{t("procedures.by")}</dt>
      <dd>{applied.by}</dd>
      <dt>{applied.rows ? t("procedures.rows") : t("procedures.documents")}</dt>
      <dd>
        {applied.rows
          ? t("procedures.rows_in_out", {
              file: applied.rows.file,
              before: number(applied.rows.rows_in),
              after: number(applied.rows.rows_out),
            })
          : number(applied.documents ?? 0)}
      </dd>
      <dt>{t("procedures.masked")}</dt>
      <dd>{words(applied.masked)}</dd>
      {applied.held_back > 0 && (
        <>
          <dt>{t("procedures.held_back")}</dt>
          <dd>{number(applied.held_back)}</dd>
        </>
      )}
    </dl>
  );
}

function Run({ run }: { run: NonNullable<Procedure["run"]> }) {
  const { t, i18n } = useTranslation();
  if (run.state === "failed" && run.error)
    return (
      <Alert color="red" role="alert" mb="md">
        {t("procedures.run_failed", { why: errorWords(t, { code: run.error.code }) })}
      </Alert>
    );
  if (!isRunning(run)) return null;
  return (
    <div role="status" className="procedure-run">
      <Text size="sm">
        {t("procedures.running", {
          all: formatNumber(run.documents, i18n.language),
          done: formatNumber(Math.round(run.progress * run.documents), i18n.language),
        })}
      </Text>
      <Progress value={100 * run.progress} mt={4} mb="md" animated aria-label={t("procedures.step.apply")} />
    </div>
  );
}

type ListProps = { documents: DocumentSummary[]; chosen: Set<DocumentId>; onChange: (chosen: Set<DocumentId>) => void };

function DocumentChoice({ documents, chosen, onChange }: ListProps) {
  const { t } = useTranslation();
  const put = (ids: DocumentId[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) on ? next.add(id) : next.delete(id);
    onChange(next);
  };
  const ids = documents.map(({ id }) => id);
  const all = ids.every((id) => chosen.has(id));
  return (
    <>
      <Checkbox
        mb="xs"
        label={t("procedures.choose_all")}
        checked={all}
        indeterminate={!all && ids.some((id) => chosen.has(id))}
        onChange={() => put(ids, !all)}
      />
      <ul className="procedure-documents" aria-label={t("procedures.documents")}>
        {documents.map((one) => (
          <li key={one.id}>
            <Checkbox
              label={one.name}
              checked={chosen.has(one.id)}
              onChange={(event) => put([one.id], event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function Chooser({ procedure }: { procedure: Procedure }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Set<DocumentId>>(new Set());
  const [asking, setAsking] = useState(false);
  const documents = useChoosable(name.trim());
  const apply = useApply(procedure.id);
  const count = formatNumber(chosen.size, i18n.language);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("procedures.apply_text")}
      </Text>
      <TextInput
        mb="sm"
        maw={360}
        label={t("procedures.document_name")}
        maxLength={30}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Loaded load={toLoad(documents)}>
        {(data) => {
          const mine = data.documents.filter(({ may_change }) => may_change);
          return mine.length === 0 ? (
            <Empty title={t("procedures.no_documents")} text={t("procedures.no_documents_text")} />
          ) : (
            <>
              <DocumentChoice documents={mine} chosen={chosen} onChange={setChosen} />
              {data.total > documentsShown && (
                <Text size="xs" c="dimmed">
                  {t("procedures.first_documents", { count: documentsShown })}
                </Text>
              )}
            </>
          );
        }}
      </Loaded>
      <Group mt="md">
        <Button leftSection={<IconPlayerPlay size={15} />} disabled={chosen.size === 0} onClick={() => setAsking(true)}>
          {t("procedures.apply", { count })}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t("procedures.step.apply")}
        text={t("procedures.apply_confirm", { count })}
        confirm={t("procedures.apply_now")}
        busy={apply.isPending}
        error={apply.isError ? asApiError(apply.error) : null}
        onConfirm={() => apply.mutate([...chosen], { onSuccess: () => setAsking(false) })}
        onClose={() => {
          setAsking(false);
          apply.reset();
        }}
      />
    </>
  );
}

export function ApplySection({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const [again, setAgain] = useState(false);
  const ready = procedure.checklist.every(({ risk }) => risk !== null) && procedure.methods.others !== undefined;
  const offers = ready && !isOver(procedure) && !isRunning(procedure.run) && (!procedure.applied || again);
  return (
    <>
      {!ready && <Empty title={t("procedures.apply_early")} text={t("procedures.apply_early_text")} />}
      {procedure.run && <Run run={procedure.run} />}
      {procedure.applied && <Applied applied={procedure.applied} />}
      {ready && procedure.applied && !again && !isOver(procedure) && !isRunning(procedure.run) && (
        <Button mt="md" variant="default" size="xs" onClick={() => setAgain(true)}>
          {t("procedures.apply_again")}
        </Button>
      )}
      {offers && <Chooser procedure={procedure} />}
    </>
  );
}
