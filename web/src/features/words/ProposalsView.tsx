// What the documents suggest. A row in focus is accepted with A and dismissed with D.
import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, Load, WordProposal, WordProposals } from "@/api";
import { AppLink, Failure, Loaded } from "@/components";

type Decide = (proposal: WordProposal) => void;
type Props = {
  load: Load<WordProposals> | null; // null: nobody asked yet
  settled: readonly string[]; // ids of those that were decided since
  busy: boolean;
  error: ApiError | null;
  onAsk: () => void;
  onAgain: () => void;
  onAccept: Decide;
  onDismiss: Decide;
};

export function ProposalsView({ load, settled, busy, error, onAsk, onAgain, onAccept, onDismiss }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("words.proposals")}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t("words.proposals")}
        </Title>
        <Button variant="default" onClick={load ? onAgain : onAsk} disabled={load?.state === "loading"}>
          {t(load ? "words.proposals_again" : "words.proposals_ask")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {t("words.proposals_text")}
      </Text>
      {error && <Failure error={error} />}
      {load && (
        <Loaded load={load}>
          {(found) => (
            <Found
              found={found}
              open={found.proposals.filter(({ id }) => !settled.includes(id))}
              busy={busy}
              onAccept={onAccept}
              onDismiss={onDismiss}
            />
          )}
        </Loaded>
      )}
    </Paper>
  );
}

type FoundProps = {
  found: WordProposals;
  open: readonly WordProposal[];
  busy: boolean;
  onAccept: Decide;
  onDismiss: Decide;
};

function Found({ found, open, busy, onAccept, onDismiss }: FoundProps) {
  const { t } = useTranslation();
  return (
    <>
      {found.documents_read < found.documents && (
        <Text size="sm" c="dimmed">
          {t("words.proposals_partial", { read: found.documents_read, all: found.documents })}
        </Text>
      )}
      {open.length === 0 ? (
        <Text role="status" size="sm">
          {t("words.proposals_none")}
        </Text>
      ) : (
        <ul className="plain-list" aria-label={t("words.proposals_list")}>
          {open.map((one) => (
            <ProposalRow key={one.id} proposal={one} busy={busy} onAccept={onAccept} onDismiss={onDismiss} />
          ))}
        </ul>
      )}
    </>
  );
}

type RowProps = { proposal: WordProposal; busy: boolean; onAccept: Decide; onDismiss: Decide };

function ProposalRow({ proposal, busy, onAccept, onDismiss }: RowProps) {
  const { t } = useTranslation();
  const name = proposal.words.join(" = ");
  const onKey = (event: KeyboardEvent) => {
    const decide = { KeyA: onAccept, KeyD: onDismiss }[event.code];
    if (!decide || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    decide(proposal);
  };
  return (
    <li onKeyDown={onKey}>
      <Group gap="xs" justify="space-between" py={6} wrap="wrap">
        <Stack gap={0} miw={0} flex="1 1 260px">
          <Group gap="xs">
            <Text fw={550}>{name}</Text>
            <Text size="xs" c="dimmed">
              {t("words.in_documents", { count: proposal.documents })}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {proposal.text}
          </Text>
          <AppLink href={`/documents/${encodeURIComponent(proposal.document_id)}`} size="sm">
            {proposal.document_name}
          </AppLink>
        </Stack>
        <Group gap="xs">
          <Button
            size="compact-sm"
            disabled={busy}
            aria-keyshortcuts="A"
            aria-label={t("words.accept_one", { name })}
            onClick={() => onAccept(proposal)}
          >
            {t(proposal.kind === "synonyms" ? "words.accept_same" : "words.accept")}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            aria-keyshortcuts="D"
            aria-label={t("words.dismiss_one", { name })}
            onClick={() => onDismiss(proposal)}
          >
            {t("words.dismiss")}
          </Button>
        </Group>
      </Group>
    </li>
  );
}
