// 소스: where documents come from by themselves, how the last look went, and what could not be read.
import { Button, Group, Paper, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Source, type SourceId, type SourceRun, toLoad } from "@/api";
import { ConfirmDialog, Empty, Failure, Loaded } from "@/components";
import { formatNumber, formatTime } from "@/text/format";
import { SourceDialog } from "./SourceForm";
import { useAddSource, useChangeSource, useFailedItems, useRemoveSource, useRunSource, useSources } from "./useSources";

export function SourcesTab() {
  const { t } = useTranslation();
  const sources = useSources();
  const add = useAddSource();
  const change = useChangeSource();
  const run = useRunSource();
  const remove = useRemoveSource();
  const [edited, setEdited] = useState<Source | "new">();
  const [leaving, setLeaving] = useState<Source>();
  const close = () => {
    setEdited(undefined);
    setLeaving(undefined);
    for (const one of [add, change, remove]) one.reset();
  };
  const known = edited === "new" ? undefined : edited;
  const failed = run.error;
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("sources.text")}
        </Text>
        <Button onClick={() => setEdited("new")}>{t("sources.add")}</Button>
      </Group>
      {failed && <Failure error={asApiError(failed)} />}
      <Loaded load={toLoad(sources)}>
        {(data) => (
          <SourceListView
            sources={data.sources}
            onRun={(id) => run.mutate(id)}
            onPause={({ id, state }) =>
              change.mutate({ id, change: { state: state === "paused" ? "active" : "paused" } })
            }
            onEdit={setEdited}
            onRemove={setLeaving}
          />
        )}
      </Loaded>
      <SourceDialog
        key={known?.id ?? "new"}
        opened={edited !== undefined}
        source={known}
        busy={add.isPending || change.isPending}
        error={(add.error ?? change.error) && asApiError(add.error ?? change.error)}
        onSubmit={(wish) =>
          known
            ? change.mutate({ id: known.id, change: wish }, { onSuccess: close })
            : add.mutate(wish, { onSuccess: close })
        }
        onClose={close}
      />
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t("sources.remove_title")}
        text={t("sources.remove_text", { name: leaving?.name ?? "", count: leaving?.documents ?? 0 })}
        confirm={t("common.delete")}
        busy={remove.isPending}
        error={remove.error && asApiError(remove.error)}
        onConfirm={() => leaving && remove.mutate(leaving.id, { onSuccess: close })}
        onClose={close}
      />
    </Stack>
  );
}

type ListProps = {
  sources: readonly Source[];
  onRun: (id: SourceId) => void;
  onPause: (source: Source) => void;
  onEdit: (source: Source) => void;
  onRemove: (source: Source) => void;
};

export function SourceListView({ sources, onRun, onPause, onEdit, onRemove }: ListProps) {
  const { t } = useTranslation();
  if (sources.length === 0) return <Empty title={t("sources.none")} text={t("sources.none_text")} />;
  return sources.map((source) => (
    <Paper key={source.id} component="section" withBorder p="sm" aria-label={source.name}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{source.name}</Text>
          <Text size="sm" c="dimmed">
            {t(`sources.kinds.${source.kind}`)} · {source.location}
          </Text>
        </div>
        <Group gap="xs">
          <Button size="xs" disabled={source.job_id !== ""} onClick={() => onRun(source.id)}>
            {t("sources.run")}
          </Button>
          <Button size="xs" variant="default" onClick={() => onPause(source)}>
            {source.state === "paused" ? t("sources.resume") : t("sources.pause")}
          </Button>
          <Button size="xs" variant="default" onClick={() => onEdit(source)}>
            {t("common.change")}
          </Button>
          <Button size="xs" variant="subtle" color="red" onClick={() => onRemove(source)}>
            {t("common.delete")}
          </Button>
        </Group>
      </Group>
      <SourceState source={source} />
    </Paper>
  ));
}

const stateOf = ({ state, job_id, last_run }: Source) => {
  if (state === "removing") return "removing";
  if (job_id !== "") return "running";
  if (last_run?.state === "failed" || last_run?.state === "stopped") return last_run.state;
  if (state === "paused") return "paused";
  return last_run ? "done" : "never";
};

function SourceState({ source }: { source: Source }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const run = source.last_run;
  const next = source.next_ms > 0 ? formatTime(source.next_ms, i18n.language) : t("sources.when_asked");
  return (
    <Stack gap={4} mt="xs">
      <Text size="sm" role="status">
        {t(`sources.states.${stateOf(source)}`)} ·{" "}
        {t("sources.documents", { count: source.documents, number: formatNumber(source.documents, i18n.language) })}
      </Text>
      {run && (
        <Text size="sm">
          {t("sources.last", { time: formatTime(run.started_ms, i18n.language) })} · <Counts run={run} />
        </Text>
      )}
      <Text size="sm">{t("sources.next", { time: next })}</Text>
      {run && run.error_message !== "" && (
        <Text size="sm" c="red">
          {run.error_message}
        </Text>
      )}
      {run && run.failed > 0 && (
        <Button size="compact-xs" variant="subtle" w="fit-content" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("sources.failed_items")}
        </Button>
      )}
      {open && <FailedItems id={source.id} />}
    </Stack>
  );
}

function Counts({ run }: { run: SourceRun }) {
  const { t, i18n } = useTranslation();
  const names = ["created", "changed", "unchanged", "removed", "failed"] as const;
  return names.map((name) => `${t(`sources.counts.${name}`)} ${formatNumber(run[name], i18n.language)}`).join(", ");
}

function FailedItems({ id }: { id: SourceId }) {
  const items = useFailedItems(id);
  return (
    <Loaded load={toLoad(items)}>
      {(data) => (
        <Table>
          <Table.Tbody>
            {data.items.map(({ item, error_message }) => (
              <Table.Tr key={item}>
                <Table.Td>{item}</Table.Td>
                <Table.Td>{error_message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Loaded>
  );
}
