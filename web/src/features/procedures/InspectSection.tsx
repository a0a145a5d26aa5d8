// Drawn texts one after the other, as they are after processing. 1: nothing was left; 2: something was, then kinds and
// counts. The next one comes by itself.
import { Alert, Button, Group, Kbd, NumberInput, Progress, Select, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Procedure, type ProcedureSample, toLoad } from "@/api";
import { announce, Empty, Failure, Loaded } from "@/components";
import { useSession } from "@/features/session";
import { formatNumber } from "@/text/format";
import { useKindName } from "./kinds";
import { useSample, useStep } from "./useProcedures";
import { isOver, isSamePerson } from "./who";

type Unit = ProcedureSample["units"][number];
type Left = { kind: string; count: number };

/** Digits on both rows of keys; not while something is typed or chosen. */
function useDigits(act: (digit: string) => void) {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (target.closest("input, textarea, select, [role=dialog], [role=listbox]")) return;
      const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
      if (digit) latest.current(digit);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

type LeftFormProps = { kinds: string[]; busy: boolean; onSave: (left: Left[]) => void; onCancel: () => void };

function LeftForm({ kinds, busy, onSave, onCancel }: LeftFormProps) {
  const { t } = useTranslation();
  const name = useKindName();
  const [rows, setRows] = useState<Left[]>([{ kind: "PERSON", count: 1 }]);
  const change = (at: number, row: Partial<Left>) =>
    setRows(rows.map((one, index) => (index === at ? { ...one, ...row } : one)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(rows);
      }}
    >
      {rows.map((row, at) => (
        <Group key={at} align="end" gap="xs" mb="xs">
          <Select
            data-autofocus={at === 0}
            label={t("procedures.kind")}
            allowDeselect={false}
            searchable
            value={row.kind}
            data={[...kinds, "OTHER"].map((one) => ({ value: one, label: name(one) }))}
            onChange={(kind) => kind && change(at, { kind })}
          />
          <NumberInput
            w={90}
            label={t("procedures.count")}
            min={1}
            max={999_999}
            clampBehavior="blur"
            value={row.count}
            onChange={(count) => typeof count === "number" && change(at, { count })}
          />
        </Group>
      ))}
      <Group gap="xs" mt="sm">
        <Button type="submit" loading={busy}>
          {t("procedures.save_left")}
        </Button>
        <Button
          variant="default"
          onClick={() => setRows([...rows, { kind: "OTHER", count: 1 }])}
          disabled={rows.length >= 10}
        >
          {t("procedures.more_kinds")}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      </Group>
    </form>
  );
}

function UnitText({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  if (unit.state === "there")
    return (
      <blockquote className="procedure-text" aria-label={t("procedures.text_of", { number: unit.unit })}>
        {unit.text}
      </blockquote>
    );
  return (
    <Alert color="yellow" variant="light" role="status">
      {t(unit.state === "changed" ? "procedures.unit_changed" : "procedures.unit_hidden")}
    </Alert>
  );
}

type DeskProps = { procedure: Procedure; sample: ProcedureSample; may: boolean; onUsed: () => void };

function Desk({ procedure, sample, may, onUsed }: DeskProps) {
  const { t, i18n } = useTranslation();
  const step = useStep(procedure.id);
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set());
  const [telling, setTelling] = useState(false);
  const open = sample.units.filter(({ unit }) => !marked.has(unit));
  const unit = open.find(({ state }) => state === "there") ?? open[0];
  const hidden = open.filter(({ state }) => state !== "there").length;
  const mark = (rows: Left[]) => {
    if (!unit || !may || unit.state !== "there" || step.isPending) return;
    const left: Record<string, number> = {};
    for (const { kind, count } of rows) left[kind] = (left[kind] ?? 0) + count;
    step.mutate(
      { step: "mark", units: [unit.unit], left },
      {
        onSuccess: () => {
          setMarked(new Set([...marked, unit.unit]));
          setTelling(false);
          // Nothing of this batch is left to look at: the next one.
          if (open.every((one) => one === unit || one.state !== "there")) onUsed();
          announce(t("procedures.marked", { number: unit.unit }));
        },
      },
    );
  };
  useDigits((digit) => {
    if (telling || !may) return;
    if (digit === "1") mark([]);
    if (digit === "2" && unit?.state === "there") setTelling(true);
  });
  const number = (value: number) => formatNumber(value, i18n.language);
  if (!unit) return null;
  return (
    <>
      <Text size="sm" fw={600} mb={6}>
        {t("procedures.text_of", { number: number(unit.unit) })}
      </Text>
      <UnitText unit={unit} />
      {hidden > 0 && unit.state === "there" && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("procedures.some_hidden", { count: hidden })}
        </Text>
      )}
      {may && unit.state === "there" && (
        <div className="procedure-marks">
          {telling ? (
            <LeftForm
              key={unit.unit}
              kinds={procedure.kinds}
              busy={step.isPending}
              onSave={mark}
              onCancel={() => setTelling(false)}
            />
          ) : (
            <Group gap="xs">
              <Button loading={step.isPending} onClick={() => mark([])} rightSection={<Kbd size="xs">1</Kbd>}>
                {t("procedures.nothing_left")}
              </Button>
              <Button variant="default" onClick={() => setTelling(true)} rightSection={<Kbd size="xs">2</Kbd>}>
                {t("procedures.something_left")}
              </Button>
            </Group>
          )}
        </div>
      )}
      {step.isError && <Failure error={asApiError(step.error)} />}
    </>
  );
}

export function InspectSection({ procedure }: { procedure: Procedure }) {
  const { t, i18n } = useTranslation();
  const { login } = useSession().person;
  const inspection = procedure.inspection;
  const over = isOver(procedure);
  const same = isSamePerson(procedure, login);
  const open = inspection !== null && inspection.inspected < inspection.drawn && procedure.log_changed_at === null;
  const sample = useSample(procedure.id, open);
  if (!inspection) return <Empty title={t("procedures.inspect_early")} text={t("procedures.inspect_early_text")} />;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {t("procedures.inspected", {
          done: formatNumber(inspection.inspected, i18n.language),
          all: formatNumber(inspection.drawn, i18n.language),
        })}
      </Text>
      <Progress
        value={(100 * inspection.inspected) / Math.max(1, inspection.drawn)}
        mt={4}
        mb="md"
        size="sm"
        aria-label={t("procedures.step.inspect")}
      />
      {same && open && (
        <Alert color="yellow" variant="light" mb="md" role="status">
          {t("error.reason.same_person")}
        </Alert>
      )}
      {open ? (
        <Loaded load={toLoad(sample)}>
          {(data) => (
            <Desk
              key={data.units[0]?.unit ?? 0}
              procedure={procedure}
              sample={data}
              may={!over && !same}
              onUsed={() => void sample.refetch()}
            />
          )}
        </Loaded>
      ) : (
        <Empty title={t("procedures.inspect_done")} />
      )}
    </>
  );
}
