// What was corrected, by whom and when; conflicts with a newer reading first.
import { Badge, Button, Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Correction, CorrectionId } from "@/api";
import { formatTime } from "@/text/format";
import { conflictsOf, sideWords } from "./wishes";

type HistoryProps = {
  corrections: readonly Correction[];
  mayCorrect: boolean;
  busy: boolean;
  exportAddress: string;
  onWithdraw: (id: CorrectionId) => void;
  onRestore: (id: CorrectionId) => void;
};

export function HistoryView({ corrections, mayCorrect, busy, exportAddress, onWithdraw, onRestore }: HistoryProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Title order={3} size="h5">
          {t("correct.history")}
        </Title>
        {mayCorrect && corrections.length > 0 && (
          <Button component="a" href={exportAddress} download size="compact-xs" variant="default">
            {t("correct.export")}
          </Button>
        )}
      </Group>
      {corrections.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("correct.none")}
        </Text>
      )}
      <ul className="plain-list corrections">
        {corrections.toReversed().map((one) => (
          <li key={one.id} data-withdrawn={one.withdrawn_ms > 0 || undefined}>
            <CorrectionWords correction={one} />
            {mayCorrect && (
              <Button
                size="compact-xs"
                variant="subtle"
                disabled={busy}
                onClick={() => (one.withdrawn_ms > 0 ? onRestore(one.id) : onWithdraw(one.id))}
              >
                {one.withdrawn_ms > 0 ? t("correct.restore") : t("correct.withdraw")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function CorrectionWords({ correction }: { correction: Correction }) {
  const { t, i18n } = useTranslation();
  const { operation, author, time_ms, before, after, withdrawn_ms, withdrawn_by, conflict, places } = correction;
  const [old, made] = [sideWords(before), sideWords(after)];
  const page = places[0]?.page_label;
  return (
    <div className="correction-words">
      <Text size="sm">
        <b>{t(`correct.operation.${operation}`)}</b> {page && t("view.page", { label: page })}{" "}
        {conflict && (
          <Badge component="span" size="sm" color="orange" variant="light">
            {t("correct.conflict")}
          </Badge>
        )}
      </Text>
      {(old || made) && (
        <Text size="sm" className="correction-sides">
          {old && <del>{old}</del>} {made && <ins>{made}</ins>}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t("correct.by", { who: author, when: formatTime(time_ms, i18n.language) })}
        {withdrawn_ms > 0 &&
          ` · ${t("correct.withdrawn", { who: withdrawn_by, when: formatTime(withdrawn_ms, i18n.language) })}`}
      </Text>
    </div>
  );
}

type ConflictProps = {
  corrections: readonly Correction[];
  busy: boolean;
  /** An element is chosen in the list: a conflict may be made again on it. */
  hasChosen: boolean;
  onAgain: (correction: Correction, on: "chosen" | "candidate") => void;
  onDismiss: (id: CorrectionId) => void;
};

export function ConflictList({ corrections, busy, hasChosen, onAgain, onDismiss }: ConflictProps) {
  const { t } = useTranslation();
  const conflicts = conflictsOf(corrections);
  if (conflicts.length === 0) return null;
  return (
    <section className="conflicts" aria-label={t("correct.conflicts")}>
      <Text size="sm" fw={600}>
        {t("correct.conflicts_text", { count: conflicts.length })}
      </Text>
      <ul className="plain-list corrections">
        {conflicts.map((one) => (
          <li key={one.id}>
            <div>
              <CorrectionWords correction={one} />
              {one.conflict && <Text size="xs">{t(`correct.why.${one.conflict.reason}`)}</Text>}
            </div>
            <Group gap={6}>
              {one.conflict?.candidate && (
                <Button size="compact-xs" disabled={busy} onClick={() => onAgain(one, "candidate")}>
                  {t("correct.again_candidate")}
                </Button>
              )}
              <Button
                size="compact-xs"
                variant="default"
                disabled={busy || !hasChosen}
                onClick={() => onAgain(one, "chosen")}
              >
                {t("correct.again_chosen")}
              </Button>
              <Button size="compact-xs" variant="subtle" disabled={busy} onClick={() => onDismiss(one.id)}>
                {t("correct.dismiss")}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
