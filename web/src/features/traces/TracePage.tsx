// How one answer came about, and the same question asked again.
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { asApiError, type TraceId, toLoad } from "@/api";
import { announce, Loaded, PageHead } from "@/components";
import { ReplayView } from "./ReplayView";
import { TraceView } from "./TraceView";
import { useReplay, useTrace } from "./useTraces";

export function TracePage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: TraceId };
  const trace = useTrace(id);
  const replay = useReplay();
  return (
    <>
      <PageHead title={t("traces.of_answer")} />
      <Loaded load={toLoad(trace)}>
        {(data) => (
          <>
            <TraceView trace={data} />
            {data.may_replay && (
              <ReplayView
                replay={replay.data}
                busy={replay.isPending}
                error={replay.error ? asApiError(replay.error) : undefined}
                onReplay={() => replay.mutate(id, { onSuccess: () => announce(t("traces.replayed")) })}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
