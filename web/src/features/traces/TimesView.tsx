// Where the time of an answer went: one bar, and the same in words.
import { useTranslation } from "react-i18next";
import type { TraceTimes } from "@/api";
import { formatDuration } from "@/text/format";

type Step = { name: "retrieve" | "wait" | "write" | "make"; us: number };

/** Looking for documents, waiting for a model's first piece, the rest; without a stream the rest is one step. */
export function stepsOf({ retrieve_us, first_us, whole_us }: TraceTimes): Step[] {
  const begun = Math.max(first_us, retrieve_us);
  const steps: Step[] =
    first_us > 0
      ? [
          { name: "retrieve", us: retrieve_us },
          { name: "wait", us: begun - retrieve_us },
          { name: "write", us: whole_us - begun },
        ]
      : [
          { name: "retrieve", us: retrieve_us },
          { name: "make", us: whole_us - retrieve_us },
        ];
  return steps.filter(({ us }) => us > 0);
}

export function TimesView({ times }: { times: TraceTimes }) {
  const { t, i18n } = useTranslation();
  const steps = stepsOf(times);
  const said = (us: number) => formatDuration(us / 1000, i18n.language);
  return (
    <>
      <div className="trace-bar" aria-hidden>
        {steps.map(({ name, us }) => (
          <span key={name} data-step={name} style={{ flexGrow: us }} />
        ))}
      </div>
      <dl className="trace-steps" aria-label={t("traces.times")}>
        {steps.map(({ name, us }) => (
          <div key={name} data-step={name}>
            <dt>{t(`traces.steps.${name}`)}</dt>
            <dd>{said(us)}</dd>
          </div>
        ))}
        <div>
          <dt>{t("traces.whole")}</dt>
          <dd>{said(times.whole_us)}</dd>
        </div>
      </dl>
    </>
  );
}
