// 중복: clusters of documents that say nearly the same on the left, one of them on the right; worked through by keyboard.
import { Alert, Button, Group, Pagination, SegmentedControl, Select, Text, UnstyledButton } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DecisionId, type DocumentId, type DuplicateCluster, type DuplicateList, toLoad } from "@/api";
import { announce, Empty, Failure, Loaded, PageHead, useKeys } from "@/components";
import { formatNumber } from "@/text/format";
import { ClusterPane, percent } from "./ClusterPane";
import { DecisionsView } from "./DecisionsView";
import { clustersOnPage, useClusters, useDecide, useDecisions, useUndo } from "./useDuplicates";

const thresholds = [0.6, 0.7, 0.8, 0.9] as const;

type ListProps = { clusters: DuplicateCluster[]; at: number; onChoose: (at: number) => void };

function ClusterList({ clusters, at, onChoose }: ListProps) {
  const { t, i18n } = useTranslation();
  return (
    <ol className="duplicate-clusters" aria-label={t("duplicates.clusters")}>
      {clusters.map((cluster, index) => {
        const near = cluster.documents.flatMap(({ similarity }) => (similarity === undefined ? [] : [similarity]));
        return (
          <li key={cluster.id}>
            <UnstyledButton aria-current={index === at} onClick={() => onChoose(index)}>
              <Text size="sm" fw={600} truncate>
                {cluster.documents[0]?.title}
              </Text>
              <Text size="xs" c="dimmed">
                {t("duplicates.size", { documents: formatNumber(cluster.documents.length, i18n.language) })}
                {near.length > 0 &&
                  ` · ${t("duplicates.at_most", { share: percent(Math.max(...near), i18n.language) })}`}
              </Text>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}

type Last = { decision: DecisionId; words: string };

function Desk({
  data,
  threshold,
  onDecided,
}: {
  data: DuplicateList;
  threshold: number;
  onDecided: (last: Last) => void;
}) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [choice, setChoice] = useState<{ cluster: DocumentId; kept: DocumentId } | undefined>();
  const pane = useRef<HTMLElement>(null);
  const decide = useDecide();
  const cluster = data.clusters[Math.min(at, data.clusters.length - 1)];
  const open = cluster?.documents.filter(({ state }) => state === "ready") ?? [];
  const kept = (choice?.cluster === cluster?.id ? choice?.kept : undefined) ?? cluster?.documents[0]?.id;
  const move = (to: number) => {
    setAt(Math.max(0, Math.min(data.clusters.length - 1, to)));
    decide.reset();
  };
  const act = (decision: "keep" | "dismiss") => {
    if (!cluster || !kept || decide.isPending) return;
    const documents = open.map(({ id }) => id).filter((id) => decision === "dismiss" || id !== kept);
    decide.mutate(
      { id: kept, wish: { decision, documents } },
      {
        onSuccess: (done) => {
          const words =
            decision === "dismiss"
              ? t("duplicates.dismissed")
              : t("duplicates.done", { hidden: done.hidden.length, left: done.left.length });
          announce(words);
          onDecided({ decision: done.decision, words });
        },
      },
    );
  };
  const compare = () => {
    pane.current?.focus();
    pane.current?.scrollIntoView({ block: "start" });
  };
  useKeys([
    ["KeyJ", () => move(at + 1)],
    ["KeyK", () => move(at - 1)],
    ["Enter", compare],
    ["KeyH", () => act("keep")],
    ["KeyX", () => act("dismiss")],
  ]);
  if (!cluster || !kept) return <Empty title={t("duplicates.empty_title")} text={t("duplicates.empty_text")} />;
  return (
    <div className="duplicates">
      <section aria-label={t("duplicates.clusters")}>
        <ClusterList clusters={data.clusters} at={data.clusters.indexOf(cluster)} onChoose={move} />
        <Text size="xs" c="dimmed" className="only-wide">
          {t("duplicates.keys")}
        </Text>
      </section>
      <section aria-label={t("duplicates.cluster")} ref={pane} tabIndex={-1} className="duplicate-pane">
        {decide.isError && <Failure error={asApiError(decide.error)} />}
        <ClusterPane
          key={cluster.id}
          cluster={cluster}
          threshold={threshold}
          kept={kept}
          busy={decide.isPending}
          onKept={(id) => setChoice({ cluster: cluster.id, kept: id })}
          onKeep={() => act("keep")}
          onDismiss={() => act("dismiss")}
        />
      </section>
    </div>
  );
}

export function DuplicatesPage() {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState<"open" | "decided">("open");
  const [threshold, setThreshold] = useState<number>(0.7);
  const [page, setPage] = useState(1);
  const [last, setLast] = useState<Last | undefined>();
  const clusters = useClusters(threshold, page);
  const decisions = useDecisions(shown === "decided");
  const undo = useUndo();
  const takeBack = (id: DecisionId) =>
    undo.mutate(id, {
      onSuccess: () => {
        setLast(undefined);
        announce(t("duplicates.undone"));
      },
    });
  useKeys([["KeyU", () => last && !undo.isPending && takeBack(last.decision)]]);
  const pages = Math.ceil((clusters.data?.total ?? 0) / clustersOnPage);
  return (
    <>
      <PageHead title={t("nav.duplicates")}>
        <Select
          size="xs"
          w={150}
          allowDeselect={false}
          aria-label={t("duplicates.threshold")}
          value={String(threshold)}
          data={thresholds.map((one) => ({
            value: String(one),
            label: t("duplicates.from", { share: percent(one, i18n.language) }),
          }))}
          onChange={(value) => {
            setThreshold(Number(value));
            setPage(1);
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("duplicates.which")}
          value={shown}
          onChange={(value) => setShown(value as "open" | "decided")}
          data={[
            { value: "open", label: t("duplicates.open") },
            { value: "decided", label: t("duplicates.decisions") },
          ]}
        />
      </PageHead>
      {last && (
        <Alert mb="md" color="gray" role="status">
          <Group justify="space-between">
            <Text size="sm">{last.words}</Text>
            <Button
              size="compact-sm"
              variant="default"
              loading={undo.isPending}
              onClick={() => takeBack(last.decision)}
            >
              {t("duplicates.undo")}
            </Button>
          </Group>
        </Alert>
      )}
      {undo.isError && <Failure error={asApiError(undo.error)} />}
      {clusters.data?.comparing && (
        <Text size="sm" c="dimmed" mb="sm" role="status">
          {t("duplicates.comparing")}
        </Text>
      )}
      {shown === "decided" ? (
        <Loaded load={toLoad(decisions)}>
          {(data) => <DecisionsView decisions={data.decisions} busy={undo.isPending} onUndo={takeBack} />}
        </Loaded>
      ) : (
        <Loaded load={toLoad(clusters)}>
          {(data) => <Desk data={data} threshold={threshold} onDecided={setLast} />}
        </Loaded>
      )}
      {shown === "open" && pages > 1 && <Pagination mt="md" size="sm" total={pages} value={page} onChange={setPage} />}
    </>
  );
}
