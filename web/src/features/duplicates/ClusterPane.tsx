// One cluster: its documents and why the first one represents them, the decision, and two of them beside each other.
import { Badge, Button, Group, Radio, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DocumentId, type DuplicateCluster, type DuplicateDocument, toLoad } from "@/api";
import { AppLink, LabelBadge, Loaded } from "@/components";
import { documentHref } from "@/features/documents";
import { formatNumber } from "@/text/format";
import { DiffView } from "./DiffView";
import { useComparison } from "./useDuplicates";

type Props = {
  cluster: DuplicateCluster;
  threshold: number;
  kept: DocumentId;
  busy: boolean;
  onKept: (id: DocumentId) => void;
  onKeep: () => void;
  onDismiss: () => void;
};

export const percent = (similarity: number, language: string) =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
    Math.floor(similarity * 1000) / 1000,
  );

function Member({ document, first }: { document: DuplicateDocument; first: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="duplicate-member">
      <Group gap={6}>
        <AppLink href={documentHref(document.id)}>{document.title}</AppLink>
        <LabelBadge label={document.label} />
        {first && <Badge variant="light">{t("duplicates.representative")}</Badge>}
        {document.state === "duplicate" && (
          <Badge variant="light" color="gray">
            {t("duplicates.hidden")}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="duplicate-facts">
        {[
          document.name,
          document.similarity === undefined
            ? ""
            : t("duplicates.similar", { share: percent(document.similarity, i18n.language) }),
          document.date === "" ? "" : t("duplicates.date", { date: document.date }),
          t("duplicates.characters", { characters: formatNumber(document.characters, i18n.language) }),
        ]
          .filter((fact) => fact !== "")
          .join(" · ")}
      </Text>
    </div>
  );
}

function Comparison({ cluster, threshold, left, right }: Pick<Props, "cluster" | "threshold"> & Sides) {
  const comparison = useComparison(cluster.id, threshold, left, right);
  return (
    <Loaded load={toLoad(comparison)}>
      {(data) => <DiffView key={`${left} ${right}`} left={data.left.text} right={data.right.text} />}
    </Loaded>
  );
}
type Sides = { left: DocumentId; right: DocumentId };

export function ClusterPane({ cluster, threshold, kept, busy, onKept, onKeep, onDismiss }: Props) {
  const { t } = useTranslation();
  const others = cluster.documents.filter(({ id }) => id !== kept);
  const [chosen, setChosen] = useState<DocumentId | undefined>();
  const other = others.find(({ id }) => id === chosen) ?? others[0];
  const open = cluster.documents.filter(({ state }) => state === "ready");
  const mayKeep = open.some(({ id, may_change }) => id === kept && may_change);
  const mayDismiss = open.every(({ may_change }) => may_change);
  return (
    <>
      <Radio.Group
        label={t("duplicates.keep_which")}
        description={t(`duplicates.rules.${cluster.rule}`)}
        value={kept}
        onChange={(id) => onKept(id as DocumentId)}
      >
        {cluster.documents.map((document, at) => (
          <Group key={document.id} wrap="nowrap" align="flex-start" mt="xs">
            <Radio
              value={document.id}
              mt={4}
              disabled={document.state !== "ready"}
              aria-label={t("duplicates.keep_this", { name: document.name })}
            />
            <Member document={document} first={at === 0} />
            {document.id !== kept && (
              <Button
                size="compact-xs"
                variant={document.id === other?.id ? "light" : "subtle"}
                aria-label={t("duplicates.compare_with", { name: document.name })}
                aria-pressed={document.id === other?.id}
                onClick={() => setChosen(document.id)}
              >
                {t("duplicates.compare")}
              </Button>
            )}
          </Group>
        ))}
      </Radio.Group>
      <Group mt="md" mb="lg" gap="xs">
        <Button size="xs" disabled={!mayKeep || busy} onClick={onKeep}>
          {t("duplicates.keep")}
        </Button>
        <Button size="xs" variant="default" disabled={!mayDismiss || busy} onClick={onDismiss}>
          {t("duplicates.dismiss")}
        </Button>
        {!mayKeep && (
          <Text size="xs" c="dimmed">
            {t("duplicates.no_right")}
          </Text>
        )}
      </Group>
      {other && <Comparison cluster={cluster} threshold={threshold} left={other.id} right={kept} />}
    </>
  );
}
