// What was decided about duplicates and is in force; each can be taken back.
import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DecisionId, DuplicateDecision } from "@/api";
import { AppLink, Empty } from "@/components";
import { documentHref } from "@/features/documents";
import { formatTime } from "@/text/format";

type Props = { decisions: DuplicateDecision[]; busy: boolean; onUndo: (id: DecisionId) => void };

export function DecisionsView({ decisions, busy, onUndo }: Props) {
  const { t, i18n } = useTranslation();
  if (decisions.length === 0)
    return <Empty title={t("duplicates.undecided_title")} text={t("duplicates.undecided_text")} />;
  return (
    <ul className="duplicate-decisions" aria-label={t("duplicates.decisions")}>
      {decisions.map((decision) => (
        <li key={decision.id}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Text size="sm">
                {decision.kept
                  ? t("duplicates.was_hidden", { kept: decision.kept.title })
                  : t("duplicates.was_dismissed")}
              </Text>
              <Group gap={8}>
                {decision.documents.map((document) => (
                  <AppLink key={document.id} href={documentHref(document.id)} size="sm">
                    {document.name}
                  </AppLink>
                ))}
              </Group>
              <Text size="xs" c="dimmed">
                {decision.by} · {formatTime(decision.time_ms, i18n.language)}
              </Text>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              className="no-shrink"
              disabled={!decision.may_undo || busy}
              onClick={() => onUndo(decision.id)}
            >
              {t("duplicates.undo")}
            </Button>
          </Group>
        </li>
      ))}
    </ul>
  );
}
