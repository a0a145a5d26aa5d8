// One finding: the value with what stands around it, why it was found, how sure, where; and what can be decided.
import { Badge, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PersonalFinding } from "@/api";
import { AppLink } from "@/components";
import { documentHref } from "@/features/documents";
import { formatNumber, formatTime } from "@/text/format";
import { percentOf, useKindWords, useReasonWords } from "./words";

type Props = {
  finding: PersonalFinding;
  current: boolean;
  mayDecideAll: boolean;
  onChoose: () => void;
  onDecide: (personal: boolean, everywhere: boolean) => void;
  onUndo: () => void;
};

function Value({ text }: Pick<PersonalFinding, "text">) {
  const { t } = useTranslation();
  if (!text)
    return (
      <Text size="sm" c="dimmed">
        {t("personal.no_text")}
      </Text>
    );
  return (
    <p className="finding-text">
      {text.heading !== "" && <span className="finding-heading">{text.heading}</span>}
      {text.before}
      <mark>{text.value}</mark>
      {text.after}
    </p>
  );
}

function Confidence({ value }: { value: number }) {
  const { t, i18n } = useTranslation();
  const words = t("personal.confidence", { share: percentOf(value, i18n.language) });
  return (
    <span className="finding-confidence" role="img" aria-label={words} title={words}>
      <span style={{ inlineSize: `${value * 100}%` }} />
    </span>
  );
}

function Facts({ finding }: Pick<Props, "finding">) {
  const { t, i18n } = useTranslation();
  const kindWords = useKindWords();
  const reasonWords = useReasonWords();
  const { places, documents } = finding;
  return (
    <Group gap={8} className="finding-facts">
      <Badge variant="light" color="gray" tt="none">
        {kindWords(finding.kind)}
      </Badge>
      <Confidence value={finding.confidence} />
      <Text size="xs" c="dimmed">
        {[
          reasonWords(finding.reason),
          places > 1 ? t("personal.places", { places: formatNumber(places, i18n.language) }) : "",
          documents > 1 ? t("personal.documents", { documents: formatNumber(documents, i18n.language) }) : "",
        ]
          .filter((fact) => fact !== "")
          .join(" · ")}
      </Text>
    </Group>
  );
}

function Ruling({ finding, onUndo }: Pick<Props, "finding" | "onUndo">) {
  const { t, i18n } = useTranslation();
  const { ruling } = finding;
  if (!ruling) return null;
  return (
    <Group gap={8} mt={6}>
      <Badge variant="light" color={ruling.decision === "personal" ? "teal" : "orange"} tt="none">
        {t(`personal.was_${ruling.decision}`)}
      </Badge>
      <Text size="xs" c="dimmed">
        {t(`personal.scope_${ruling.scope}`)} · {ruling.by} · {formatTime(ruling.time_ms, i18n.language)}
      </Text>
      <Button size="compact-xs" variant="default" onClick={onUndo}>
        {t("personal.undo")}
      </Button>
    </Group>
  );
}

function Actions({ mayDecideAll, onDecide }: Pick<Props, "mayDecideAll" | "onDecide">) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" mt={8}>
      <Button size="compact-sm" aria-keyshortcuts="Enter Y" onClick={() => onDecide(true, false)}>
        {t("personal.confirm")}
      </Button>
      <Button size="compact-sm" variant="default" aria-keyshortcuts="N X" onClick={() => onDecide(false, false)}>
        {t("personal.dismiss")}
      </Button>
      {mayDecideAll && (
        <>
          <Button size="compact-sm" variant="subtle" aria-keyshortcuts="Shift+Y" onClick={() => onDecide(true, true)}>
            {t("personal.confirm_all")}
          </Button>
          <Button size="compact-sm" variant="subtle" aria-keyshortcuts="Shift+N" onClick={() => onDecide(false, true)}>
            {t("personal.dismiss_all")}
          </Button>
        </>
      )}
    </Group>
  );
}

export function FindingItem({ finding, current, mayDecideAll, onChoose, onDecide, onUndo }: Props) {
  const { t } = useTranslation();
  const href = documentHref(finding.document_id, {
    elements: finding.element === "" ? [] : [finding.element],
    places: (finding.page_index ?? -1) < 0 ? [] : [{ page_index: finding.page_index ?? 0, page_label: "", box: null }],
    ...(finding.row < 0 ? {} : { row: finding.row, columns: [finding.column] }),
  });
  return (
    // The list's keys do the same as this click.
    // biome-ignore lint/a11y/useKeyWithClickEvents: j and k choose
    <li aria-current={current} onClick={onChoose} className="finding">
      <Value text={finding.text} />
      <Facts finding={finding} />
      <Text size="xs" c="dimmed">
        {finding.document_title}
        {finding.element === "" ? ` (${t("personal.in_title")})` : ""} ·{" "}
        <AppLink href={href} size="xs">
          {t("personal.to_place")}
        </AppLink>
      </Text>
      <Ruling finding={finding} onUndo={onUndo} />
      {current && !finding.ruling && <Actions mayDecideAll={mayDecideAll} onDecide={onDecide} />}
    </li>
  );
}
