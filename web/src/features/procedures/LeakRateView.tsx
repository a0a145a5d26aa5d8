// The leak rate as a picture: the interval as a band, the rate as a dot, the rate to be excluded as a line across.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProcedureInspection } from "@/api";

const width = 560;
const height = 64;
const middle = 26;
const edge = 8;

export function percent(share: number, language: string): string {
  return `${new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(share * 100)} %`;
}

export function LeakRateView({ inspection }: { inspection: ProcedureInspection }) {
  const { t, i18n } = useTranslation();
  if (inspection.inspected === 0) return null;
  const [low = 0, high = 1] = inspection.interval_95;
  const most = Math.min(1, Math.max(high, inspection.rate_max) * 1.15);
  const at = (share: number) => edge + ((width - 2 * edge) * Math.min(share, most)) / most;
  const said = (share: number) => percent(share, i18n.language);
  const words = t("procedures.leak_words", {
    rate: said(inspection.leak_rate),
    low: said(low),
    high: said(high),
    target: said(inspection.rate_max),
  });
  const late = at(inspection.rate_max) > width / 2;
  return (
    <figure className="leak-rate">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        <line x1={edge} x2={width - edge} y1={middle} y2={middle} className="axis" />
        <rect x={at(low)} width={Math.max(2, at(high) - at(low))} y={middle - 7} height={14} rx={4} className="band" />
        <circle cx={at(inspection.leak_rate)} cy={middle} r={5} className="dot" />
        <line x1={at(inspection.rate_max)} x2={at(inspection.rate_max)} y1={6} y2={middle + 14} className="target" />
        <text x={at(inspection.rate_max) + (late ? -5 : 5)} y={14} textAnchor={late ? "end" : "start"}>
          {t("procedures.target", { rate: said(inspection.rate_max) })}
        </text>
        <text x={edge} y={height - 6}>
          0 %
        </text>
        <text x={width - edge} y={height - 6} textAnchor="end">
          {said(most)}
        </text>
      </svg>
      <figcaption>
        <Text size="sm">{words}</Text>
        <Text size="sm" c="dimmed">
          {inspection.shown_below_rate_max
            ? t("procedures.shown_below", { rate: said(inspection.rate_max) })
            : t("procedures.not_shown_below", { rate: said(inspection.rate_max) })}
        </Text>
      </figcaption>
    </figure>
  );
}
