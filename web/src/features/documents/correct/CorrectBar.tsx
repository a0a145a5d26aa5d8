// What stands above the panes while somebody corrects: undo and redo, why, missed tables, doubtful places, the keys.
import { ActionIcon, Button, Group, Kbd, Select, Text } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconCheck, IconEyeExclamation, IconTablePlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Failure } from "@/components";
import type { Desk } from "./useCorrections";
import { type Reason, reasons } from "./wishes";

type Props = {
  desk: Desk;
  doubtful: number;
  /** Set where pages can be drawn on. */
  drawing: { isOn: boolean; toggle: () => void } | undefined;
  onAddTable: () => void;
  onNextDoubtful: () => void;
};

export function CorrectBar({ desk, doubtful, drawing, onAddTable, onNextDoubtful }: Props) {
  const { t } = useTranslation();
  return (
    <div className="correct-bar">
      <Group gap="xs">
        <ActionIcon variant="default" aria-label={t("correct.undo")} onClick={desk.undo} disabled={!desk.canUndo}>
          <IconArrowBackUp size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={t("correct.redo")} onClick={desk.redo} disabled={!desk.canRedo}>
          <IconArrowForwardUp size={16} />
        </ActionIcon>
        <Select
          size="xs"
          w={150}
          aria-label={t("correct.reason")}
          value={desk.reason}
          allowDeselect={false}
          onChange={(value) => desk.setReason(value as Reason)}
          data={reasons.map((value) => ({ value, label: t(`correct.reasons.${value}`) }))}
        />
        <Button size="xs" variant="default" leftSection={<IconTablePlus size={15} />} onClick={onAddTable}>
          {t("correct.add_table")}
        </Button>
        {drawing && (
          <Button
            size="xs"
            variant={drawing.isOn ? "filled" : "default"}
            aria-pressed={drawing.isOn}
            onClick={drawing.toggle}
          >
            {t("correct.draw_table")}
          </Button>
        )}
        {doubtful > 0 && (
          <Button size="xs" variant="default" leftSection={<IconEyeExclamation size={15} />} onClick={onNextDoubtful}>
            {t("correct.next_doubtful", { count: doubtful })}
          </Button>
        )}
        <SaveState desk={desk} />
      </Group>
      {drawing?.isOn && (
        <Text size="sm" mt={6} role="status">
          {t("correct.draw_hint")}
        </Text>
      )}
      {desk.error && <Failure error={desk.error} retry={undefined} />}
      <Hints />
    </div>
  );
}

function SaveState({ desk: { pending, isSaved } }: { desk: Desk }) {
  const { t } = useTranslation();
  return (
    <Text size="sm" c="dimmed" role="status" className="save-state">
      {pending > 0 && t("correct.saving")}
      {pending === 0 && isSaved && (
        <>
          <IconCheck size={14} aria-hidden /> {t("correct.saved")}
        </>
      )}
    </Text>
  );
}

function Hints() {
  const { t } = useTranslation();
  const hints: [string[], string][] = [
    [["↑", "↓"], t("correct.hint.choose")],
    [["Enter"], t("correct.hint.edit")],
    [["1–6"], t("correct.hint.heading")],
    [["T", "P", "L", "C", "N", "B"], t("correct.hint.kind")],
    [["H", "F"], t("correct.hint.margin")],
    [["Alt+↑", "Alt+↓"], t("correct.hint.move")],
    [["M"], t("correct.hint.merge")],
    [["Ctrl+Enter"], t("correct.hint.split")],
    [["A"], t("correct.hint.add")],
    [["Delete"], t("correct.hint.remove")],
    [["."], t("correct.hint.doubtful")],
    [["Ctrl+Z", "Ctrl+Shift+Z"], t("correct.hint.undo")],
    [["Esc"], t("correct.hint.leave")],
  ];
  return (
    <details className="correct-hints" open={window.matchMedia?.("(min-width: 48em)").matches ?? true}>
      <summary>{t("correct.keys")}</summary>
      <ul id="correct-hints">
        {hints.map(([keys, words]) => (
          <li key={words}>
            {keys.map((key) => (
              <Kbd key={key} size="xs">
                {key}
              </Kbd>
            ))}{" "}
            {words}
          </li>
        ))}
      </ul>
    </details>
  );
}
