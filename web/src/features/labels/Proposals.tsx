// Labels that documents' own markings ask for. A row in focus is accepted with A and dismissed with D.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type LabelProposal } from "@/api";
import { AppLink, announce, Failure, LabelBadge } from "@/components";
import { useDecide, useProposals } from "./useLabels";

type Decision = "accept" | "dismiss";

export function Proposals() {
  const { t } = useTranslation();
  const proposals = useProposals();
  const decide = useDecide();
  const list = proposals.data?.proposals ?? [];
  const settle = (one: LabelProposal, decision: Decision) =>
    decide.mutate(
      { documents: [one.document_id], decision },
      { onSuccess: () => announce(t(`labels.${decision}ed`, { name: one.name })) },
    );
  if (list.length === 0 && !decide.error) return null;
  return (
    <Alert
      mb="sm"
      color={list.some(({ above }) => above) ? "orange" : "gray"}
      icon={<IconAlertTriangle size={18} />}
      title={t("labels.proposals", { count: list.length })}
    >
      <Text size="sm" mb="xs">
        {t("labels.proposals_text")}
      </Text>
      <ul className="plain-list proposals" aria-label={t("labels.proposals_list")}>
        {list.map((one) => (
          <ProposalRow key={one.document_id} proposal={one} busy={decide.isPending} onDecide={settle} />
        ))}
      </ul>
      {decide.error && <Failure error={asApiError(decide.error)} />}
    </Alert>
  );
}

type RowProps = {
  proposal: LabelProposal;
  busy: boolean;
  onDecide: (proposal: LabelProposal, decision: Decision) => void;
};

function ProposalRow({ proposal, busy, onDecide }: RowProps) {
  const { t } = useTranslation();
  const { name } = proposal;
  const onKey = (event: KeyboardEvent) => {
    const decision = { KeyA: "accept", KeyD: "dismiss" }[event.code] as Decision | undefined;
    if (!decision || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onDecide(proposal, decision);
  };
  return (
    <li onKeyDown={onKey}>
      <Group gap="xs" justify="space-between" py={4}>
        <Stack gap={0} miw={0}>
          <AppLink
            href={`/documents/${encodeURIComponent(proposal.document_id)}?elements=${proposal.element}`}
            fw={550}
          >
            {name}
          </AppLink>
          <Text size="xs" c="dimmed">
            {t(`labels.reason.${proposal.reason}`)}
          </Text>
        </Stack>
        <Group gap="xs">
          <LabelBadge label={proposal.present} />
          <span aria-hidden>→</span>
          <LabelBadge label={proposal.label} />
          <Button
            size="compact-sm"
            disabled={busy}
            aria-keyshortcuts="A"
            aria-label={t("labels.accept_one", { name })}
            onClick={() => onDecide(proposal, "accept")}
          >
            {t("labels.accept")}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            aria-keyshortcuts="D"
            aria-label={t("labels.dismiss_one", { name })}
            onClick={() => onDecide(proposal, "dismiss")}
          >
            {t("labels.dismiss")}
          </Button>
        </Group>
      </Group>
    </li>
  );
}
