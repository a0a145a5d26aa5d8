// A mean with its 95 % interval, as a number and as a bar.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MeanOfRun } from "@/api";
import { formatMeasure } from "./runs";

export function MeanView({ label, mean }: { label: string; mean: MeanOfRun }) {
  const { t, i18n } = useTranslation();
  if (mean.of === 0) return <Text c="dimmed">–</Text>;
  const said = (value: number) => formatMeasure(value, i18n.language);
  const interval = t("evaluation.interval", { low: said(mean.low), high: said(mean.high) });
  return (
    <div className="mean" title={interval}>
      <span className="mean-value">{said(mean.value)}</span>
      <span
        className="mean-bar"
        role="img"
        aria-label={`${label} ${said(mean.value)}, ${interval}`}
        style={{ "--value": mean.value, "--low": mean.low, "--high": mean.high } as React.CSSProperties}
      />
    </div>
  );
}
