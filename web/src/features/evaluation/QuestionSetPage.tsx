// One set: its runs on top, its questions below, what was proposed first.
import { Button, Group, Stack } from "@mantine/core";
import { IconPlayerPlay, IconPlus, IconSparkles, IconTrash } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionSetId, toLoad } from "@/api";
import { AppLink, announce, ConfirmDialog, Failure, Loaded, PageHead, useGo } from "@/components";
import { Cuttings } from "./Cuttings";
import { QuestionDialog } from "./QuestionDialog";
import { QuestionLists } from "./QuestionLists";
import { RunDialog } from "./RunDialog";
import { RunTable } from "./RunTable";
import { usePropose, useQuestionSet, useRemoveSet, useRuns } from "./useEvaluation";

const proposedAtOnce = 50;

export function QuestionSetPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: QuestionSetId };
  const set = useQuestionSet(id);
  const runs = useRuns(id);
  const propose = usePropose(id);
  const [dialog, setDialog] = useState<"run" | "question" | "remove">();
  const close = () => setDialog(undefined);
  const ask = () =>
    propose.mutate(proposedAtOnce, {
      onSuccess: ({ added }) =>
        announce(t(added === 0 ? "evaluation.none_proposed" : "evaluation.proposals_came", { count: added })),
    });
  return (
    <>
      <AppLink href="/evaluation" size="sm">
        {t("evaluation.back")}
      </AppLink>
      <PageHead title={set.data?.name ?? t("nav.evaluation")}>
        <Group gap="xs">
          <Button
            size="sm"
            leftSection={<IconPlayerPlay size={16} />}
            disabled={!set.data || set.data.accepted === 0}
            onClick={() => setDialog("run")}
          >
            {t("evaluation.run")}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconSparkles size={16} />}
            loading={propose.isPending}
            onClick={ask}
          >
            {t("evaluation.propose")}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => setDialog("question")}
          >
            {t("evaluation.add_question")}
          </Button>
          <Button
            size="sm"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => setDialog("remove")}
          >
            {t("common.delete")}
          </Button>
        </Group>
      </PageHead>
      {propose.isError && <Failure error={asApiError(propose.error)} />}
      <Stack gap="lg">
        <Loaded load={toLoad(runs)}>{(data) => <RunTable set={id} runs={data.runs} />}</Loaded>
        <Cuttings set={id} accepted={set.data?.accepted ?? 0} />
        <Loaded load={toLoad(set)}>{(data) => <QuestionLists set={data} />}</Loaded>
      </Stack>
      <RunDialog set={id} opened={dialog === "run"} onClose={close} />
      <QuestionDialog set={id} opened={dialog === "question"} onClose={close} />
      <RemoveDialog set={id} name={set.data?.name ?? ""} opened={dialog === "remove"} onClose={close} />
    </>
  );
}

type RemoveProps = { set: QuestionSetId; name: string; opened: boolean; onClose: () => void };

function RemoveDialog({ set, name, opened, onClose }: RemoveProps) {
  const { t } = useTranslation();
  const go = useGo();
  const remove = useRemoveSet();
  return (
    <ConfirmDialog
      opened={opened}
      title={t("evaluation.remove_title")}
      text={t("evaluation.remove_text", { name })}
      confirm={t("common.delete")}
      busy={remove.isPending}
      error={remove.error && asApiError(remove.error)}
      onConfirm={() => remove.mutate(set, { onSuccess: () => go("/evaluation") })}
      onClose={onClose}
    />
  );
}
