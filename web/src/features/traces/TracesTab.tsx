// 관리 > 답변 기록: how everybody's answers came about, newest first.
import { Button, Group, NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Load, type TraceFilter, type TraceSummary, toLoad } from "@/api";
import { Loaded } from "@/components";
import { TraceListView } from "./TraceListView";
import { useTraces } from "./useTraces";

const typingMs = 300;
type Outcome = "all" | "abstained" | "failed" | "bad";
type Wish = { person: string; model: string; outcome: Outcome; slow: number | string };

const outcomes: readonly Outcome[] = ["all", "abstained", "failed", "bad"];

function filterOf({ person, model, outcome, slow }: Wish): TraceFilter {
  return {
    ...(person.trim() && { person: person.trim() }),
    ...(model.trim() && { model: model.trim() }),
    ...(outcome === "abstained" && { abstained: true }),
    ...(outcome === "failed" && { failed: true }),
    ...(outcome === "bad" && { rating: -1 }),
    ...(typeof slow === "number" && slow > 0 && { slow_ms: Math.round(slow * 1000) }),
  };
}

export function TracesTab() {
  const { t } = useTranslation();
  const [wish, setWish] = useState<Wish>({ person: "", model: "", outcome: "all", slow: "" });
  const [wanted] = useDebouncedValue(wish, typingMs);
  const traces = useTraces(filterOf(wanted));
  const pages = traces.data?.pages;
  const load: Load<TraceSummary[]> = toLoad({ ...traces, data: pages?.flatMap((page) => page.traces) });
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t("traces.text")}
      </Text>
      <Filters wish={wish} onWish={setWish} />
      {pages?.[0]?.kept === false ? (
        <Text role="status">{t("traces.not_kept")}</Text>
      ) : (
        <Loaded load={load}>{(list) => <TraceListView traces={list} />}</Loaded>
      )}
      {traces.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={traces.isFetchingNextPage} onClick={() => void traces.fetchNextPage()}>
            {t("traces.older")}
          </Button>
        </Group>
      )}
    </>
  );
}

function Filters({ wish, onWish }: { wish: Wish; onWish: (wish: Wish) => void }) {
  const { t } = useTranslation();
  return (
    <div className="trace-filters">
      <TextInput
        label={t("traces.person")}
        value={wish.person}
        onChange={(event) => onWish({ ...wish, person: event.currentTarget.value })}
      />
      <TextInput
        label={t("traces.model")}
        value={wish.model}
        onChange={(event) => onWish({ ...wish, model: event.currentTarget.value })}
      />
      <Select
        label={t("traces.outcome")}
        allowDeselect={false}
        data={outcomes.map((value) => ({ value, label: t(`traces.outcomes.${value}`) }))}
        value={wish.outcome}
        onChange={(value) => onWish({ ...wish, outcome: (value ?? "all") as Outcome })}
      />
      <NumberInput
        label={t("traces.slow")}
        min={0}
        max={86_400}
        value={wish.slow}
        onChange={(slow) => onWish({ ...wish, slow })}
      />
    </div>
  );
}
