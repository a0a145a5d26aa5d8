// One kind's confidences, what was decided at each, the threshold as a line, and the one that the decisions propose.
import { Alert, Button, Group, Slider, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type PersonalBin, type PersonalKind } from "@/api";
import { announce, Failure } from "@/components";
import { formatNumber, formatTime } from "@/text/format";
import { useThreshold } from "./usePersonal";
import { percentOf, share, useKindWords } from "./words";

const step = 0.05;
const parts = ["open", "not_personal", "personal"] as const;

/** Undecided values that another threshold would treat differently; exact where both stand between two bars. */
function effectOf(bins: readonly PersonalBin[], now: number, wanted: number) {
  let more = 0;
  let left = 0;
  bins.forEach(({ open }, at) => {
    const middle = (at + 0.5) * step;
    if (middle >= wanted && middle < now) more += open;
    if (middle >= now && middle < wanted) left += open;
  });
  return { more, left };
}

function Bars({ kind, wanted }: { kind: PersonalKind; wanted: number }) {
  const { t, i18n } = useTranslation();
  const kindWords = useKindWords();
  const most = Math.max(1, ...kind.bins.map((bin) => bin.open + bin.personal + bin.not_personal));
  return (
    <div className="confidence-bars">
      <ol aria-label={t("personal.histogram", { kind: kindWords(kind.kind) })}>
        {kind.bins.map((bin, at) => {
          const from = share(at * step, i18n.language);
          const words = t("personal.bin", {
            from,
            to: share((at + 1) * step, i18n.language),
            open: formatNumber(bin.open, i18n.language),
            personal: formatNumber(bin.personal, i18n.language),
            other: formatNumber(bin.not_personal, i18n.language),
          });
          return (
            <li key={from} title={words}>
              <span className="visually-hidden">{words}</span>
              {parts.map((part) => (
                <span key={part} aria-hidden className={part} style={{ blockSize: `${(bin[part] / most) * 100}%` }} />
              ))}
            </li>
          );
        })}
      </ol>
      <span aria-hidden className="threshold-line" style={{ insetInlineStart: `${wanted * 100}%` }} />
    </div>
  );
}

function Proposal({ kind, onAccept }: { kind: PersonalKind; onAccept: ((threshold: number) => void) | undefined }) {
  const { t, i18n } = useTranslation();
  const { proposal } = kind;
  const number = (value: number) => formatNumber(value, i18n.language);
  const { threshold } = proposal;
  if (threshold === null)
    return (
      <Text size="sm">{t("personal.missing", { count: proposal.missing, decided: number(proposal.decided) })}</Text>
    );
  return (
    <>
      <Text size="sm">
        {t("personal.proposed", {
          threshold: share(threshold, i18n.language),
          low: percentOf(proposal.precision_low, i18n.language),
          counted: number(proposal.personal + proposal.not_personal),
          personal: number(proposal.personal),
        })}
      </Text>
      <Text size="sm">
        {t("personal.proposed_effect", { more: number(proposal.masked_more), left: number(proposal.left_more) })}
      </Text>
      {proposal.personal_below > 0 && (
        <Text size="sm" c="dimmed">
          {t("personal.below", { count: proposal.personal_below })}
        </Text>
      )}
      {onAccept && (
        <Button size="xs" mt="xs" variant="default" onClick={() => onAccept(threshold)}>
          {t("personal.accept")}
        </Button>
      )}
    </>
  );
}

export function ThresholdPane({ kind, maySet }: { kind: PersonalKind; maySet: boolean }) {
  const { t, i18n } = useTranslation();
  const kindWords = useKindWords();
  const [wanted, setWanted] = useState(kind.threshold);
  const threshold = useThreshold();
  const keep = (value: number | undefined) =>
    threshold.mutate(
      { kind: kind.kind, threshold: value },
      { onSuccess: () => announce(t(value === undefined ? "personal.reset_done" : "personal.set_done")) },
    );
  const effect = effectOf(kind.bins, kind.threshold, wanted);
  const words = share(wanted, i18n.language);
  return (
    <section aria-label={kindWords(kind.kind)}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {kindWords(kind.kind)}
        </Title>
        <Text size="sm" c="dimmed">
          {t("personal.threshold_now", { threshold: share(kind.threshold, i18n.language) })} ·{" "}
          {kind.is_kept
            ? t("personal.kept_by", { by: kind.set_by ?? "", time: formatTime(kind.set_ms ?? 0, i18n.language) })
            : t("personal.from_recipe")}
        </Text>
      </Group>
      {threshold.isError && <Failure error={asApiError(threshold.error)} />}
      {kind.fixed_by.length > 0 && (
        <Alert color="gray" mt="sm">
          {t("personal.fixed", { recipes: kind.fixed_by.join(", ") })}
        </Alert>
      )}
      <Bars kind={kind} wanted={wanted} />
      <Slider
        min={0}
        max={1}
        step={step}
        value={wanted}
        onChange={setWanted}
        disabled={!maySet}
        label={words}
        thumbLabel={t("personal.move")}
      />
      <Group gap="md" mt="xs" className="legend">
        {parts.map((part) => (
          <Text key={part} size="xs" c="dimmed">
            <span aria-hidden className={part} />
            {t(`personal.legend_${part}`)}
          </Text>
        ))}
      </Group>
      <Text size="sm" mt="md" role="status">
        {wanted !== kind.threshold &&
          t("personal.effect", {
            threshold: words,
            more: formatNumber(effect.more, i18n.language),
            left: formatNumber(effect.left, i18n.language),
          })}
      </Text>
      {maySet ? (
        <Group mt="xs" gap="xs">
          <Button
            size="xs"
            loading={threshold.isPending}
            disabled={wanted === kind.threshold}
            onClick={() => keep(wanted)}
          >
            {t("personal.set")}
          </Button>
          {kind.is_kept && (
            <Button size="xs" variant="default" onClick={() => keep(undefined)}>
              {t("personal.reset")}
            </Button>
          )}
        </Group>
      ) : (
        <Text size="xs" c="dimmed">
          {t("personal.threshold_right")}
        </Text>
      )}
      <Title order={3} size="h5" mt="lg" mb={4}>
        {t("personal.proposal")}
      </Title>
      <Proposal kind={kind} onAccept={maySet ? keep : undefined} />
    </section>
  );
}
