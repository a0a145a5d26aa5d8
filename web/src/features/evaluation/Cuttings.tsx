// Ways to cut documents, measured on a set.
import { Button, Group, Text } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionSetId, toLoad } from "@/api";
import { announce, Failure, Loaded } from "@/components";
import { useRights } from "@/features/session";
import { CuttingsView } from "./CuttingsView";
import { isRunning, useCuttings, useTryCuttings } from "./useEvaluation";

export function Cuttings({ set, accepted }: { set: QuestionSetId; accepted: number }) {
  const { t } = useTranslation();
  const may = useRights();
  const cuttings = useCuttings(set);
  const attempt = useTryCuttings(set);
  const tried = cuttings.data?.tried ?? [];
  const running = tried.filter(({ run }) => isRunning(run)).length;
  const start = () =>
    attempt.mutate(undefined, {
      onSuccess: (report) => {
        const queued = report.tried.filter(({ run }) => isRunning(run)).length;
        announce(
          queued === 0 ? t("evaluation.cuttings_all_there") : t("evaluation.cuttings_started", { count: queued }),
        );
      },
    });
  return (
    <section aria-label={t("evaluation.cuttings")}>
      <Group justify="space-between" mb={4}>
        <Text fw={600}>{t("evaluation.cuttings")}</Text>
        {may("manage_system") && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconChartLine size={14} />}
            loading={attempt.isPending}
            disabled={accepted === 0 || running > 0}
            onClick={start}
          >
            {t(tried.length === 0 ? "evaluation.try_cuttings" : "evaluation.try_again")}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("evaluation.cuttings_text")} {!may("manage_system") && t("evaluation.cuttings_right")}
      </Text>
      {attempt.isError && <Failure error={asApiError(attempt.error)} />}
      <Loaded load={toLoad(cuttings)}>{(report) => <CuttingsView report={report} />}</Loaded>
    </section>
  );
}
