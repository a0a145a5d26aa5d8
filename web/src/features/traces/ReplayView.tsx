// The same question asked again: what is different.
import { Button, Paper, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ApiError, TraceOtherHit, TraceReplay } from "@/api";
import { AppLink, Failure } from "@/components";
import { documentHref } from "@/features/documents";

type Props = {
  replay: TraceReplay | undefined;
  busy: boolean;
  error: ApiError | undefined;
  onReplay: () => void;
};

export function ReplayView({ replay, busy, error, onReplay }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" mt="md" component="section" aria-label={t("traces.replay")}>
      <Title order={2} size="h4" mb="xs">
        {t("traces.replay")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("traces.replay_text")}
      </Text>
      <Button variant="default" leftSection={<IconRefresh size={16} />} loading={busy} onClick={onReplay}>
        {t("traces.replay")}
      </Button>
      {error && <Failure error={error} retry={onReplay} />}
      {replay && <Difference replay={replay} />}
    </Paper>
  );
}

function Difference({ replay }: { replay: TraceReplay }) {
  const { t } = useTranslation();
  const { difference } = replay;
  return (
    <div className="trace-difference">
      <Text fw={600} mt="sm">
        {t(difference.same_answer ? "traces.same_answer" : "traces.other_answer")}
      </Text>
      <ul>
        {!difference.same_model && <li>{t("traces.other_model", { model: replay.answer.model })}</li>}
        {!difference.same_prompt && <li>{t("traces.other_prompt", { prompt: replay.answer.prompt || "–" })}</li>}
        <li>{t("traces.kept", { kept: difference.kept, moved: difference.moved })}</li>
      </ul>
      <Others title={t("traces.gained")} hits={difference.gained} />
      <Others title={t("traces.lost")} hits={difference.lost} />
      {!difference.same_answer && <p className="trace-answer">{replay.answer.answer}</p>}
    </div>
  );
}

function Others({ title, hits }: { title: string; hits: readonly TraceOtherHit[] }) {
  if (hits.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ul aria-label={title}>
        {hits.map((hit) => (
          <li key={hit.chunk_id}>
            <AppLink href={documentHref(hit.document)}>{hit.title || hit.name || hit.document}</AppLink>
          </li>
        ))}
      </ul>
    </>
  );
}
