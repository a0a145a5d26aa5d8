// One procedure: its steps on top, one of them open below. What is to be done next is open at first, and after each step.
import { Alert, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Procedure, type ProcedureId, toLoad } from "@/api";
import { AppLink, Loaded, PageHead } from "@/components";
import { ApplySection } from "./ApplySection";
import { ChecklistSection } from "./ChecklistSection";
import { InspectSection } from "./InspectSection";
import { MethodsSection } from "./MethodsSection";
import { ReportSection } from "./ReportSection";
import { SampleSection } from "./SampleSection";
import { useProcedure } from "./useProcedures";
import { VerdictSection } from "./VerdictSection";

const steps = ["checklist", "method", "apply", "sample", "inspect", "verdict", "closed"] as const;
type Step = (typeof steps)[number];

const sections: Record<Step, (props: { procedure: Procedure }) => React.ReactNode> = {
  checklist: ChecklistSection,
  method: MethodsSection,
  apply: ApplySection,
  sample: SampleSection,
  inspect: InspectSection,
  verdict: VerdictSection,
  closed: ReportSection,
};

function Steps({ next, shown, onChoose }: { next: Step; shown: Step; onChoose: (step: Step) => void }) {
  const { t } = useTranslation();
  const reached = steps.indexOf(next);
  return (
    <ol className="procedure-steps" aria-label={t("procedures.steps")}>
      {steps.map((step, at) => (
        <li key={step} data-state={at < reached || next === "closed" ? "done" : at === reached ? "next" : "later"}>
          <button type="button" aria-current={step === shown ? "step" : undefined} onClick={() => onChoose(step)}>
            <span aria-hidden>{at < reached || (next === "closed" && step !== "closed") ? "✓" : at + 1}</span>
            {t(`procedures.step.${step}`)}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Open({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const broken = procedure.log_changed_at;
  // A chosen step stays open until the procedure moves on.
  const [choice, setChoice] = useState<{ at: Step; step: Step } | undefined>();
  const next: Step = broken === null ? procedure.next : "closed";
  const shown = choice?.at === next ? choice.step : next;
  const Section = sections[shown];
  return (
    <>
      <Text c="dimmed" size="sm" mt={-8} mb="md">
        {t(`procedures.purposes.${procedure.purpose as "other"}`)}
        {procedure.recipients.length > 0 && ` · ${t("procedures.to", { names: procedure.recipients.join(", ") })}`}
      </Text>
      {broken !== null && (
        <Alert color="red" role="alert" mb="md" title={t("procedures.broken_title")}>
          {t("procedures.broken_text", { number: broken })}
        </Alert>
      )}
      <Steps next={next} shown={shown} onChoose={(step) => setChoice({ at: next, step })} />
      <section aria-label={t(`procedures.step.${shown}`)} className="procedure-section" data-frozen={broken !== null}>
        <Section key={shown} procedure={procedure} />
      </section>
    </>
  );
}

export function ProcedurePage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: ProcedureId };
  const procedure = useProcedure(id);
  return (
    <>
      <AppLink href="/procedures" size="sm">
        {t("procedures.back")}
      </AppLink>
      <PageHead title={procedure.data?.about ?? t("nav.procedures")} />
      <Loaded load={toLoad(procedure)}>{(data) => <Open procedure={data} />}</Loaded>
    </>
  );
}
