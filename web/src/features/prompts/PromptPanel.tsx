// One prompt: its wording with what is weak about it, its versions, two of them compared, and tried.
import { Alert, Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Prompt, type PromptVersion, toLoad } from "@/api";
import { announce, ConfirmDialog, Loaded } from "@/components";
import { FindingsView } from "./FindingsView";
import { Saving } from "./Saving";
import { Trial } from "./Trial";
import { useFindings, usePrompt, usePromptVersions } from "./usePrompts";
import { useWording, type Wording } from "./useWording";
import { Versions } from "./Versions";
import { WordingView } from "./WordingView";
import { sameTexts, withProposal } from "./wording";
import { inLanguage } from "./words";

export function PromptPanel({ id, onBack }: { id: string; onBack: () => void }) {
  const prompt = usePrompt(id);
  const versions = usePromptVersions(id);
  return (
    <Loaded load={toLoad(prompt)}>
      {(data) => (
        <Loaded load={toLoad(versions)}>
          {(kept) => <Panel prompt={data} versions={kept.versions} onBack={onBack} />}
        </Loaded>
      )}
    </Loaded>
  );
}

type Props = { prompt: Prompt; versions: PromptVersion[]; onBack: () => void };
const nobody: PromptVersion = {
  number: 0,
  reference: "",
  texts: { system: "", user: "" },
  message: "",
  by: "",
  time_ms: 0,
  shipped_hash: "",
  approvals: [],
};

function Panel({ prompt, versions, onBack }: Props) {
  const { t, i18n } = useTranslation();
  const wording = useWording(versions[0] ?? nobody);
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Group gap="xs" mb="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconArrowLeft size={15} />}
          onClick={() => (wording.changed ? setLeaving(true) : onBack())}
        >
          {t("prompts.back")}
        </Button>
      </Group>
      <Title order={2} size="h3">
        {inLanguage(prompt.name, i18n.language)}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {inLanguage(prompt.about, i18n.language)} <code>{prompt.id}</code>
      </Text>
      {prompt.shipped_changed && (
        <Alert color="yellow" variant="light" mb="md">
          {t("prompts.shipped_changed_text")}
        </Alert>
      )}
      {wording.meanwhile && <Meanwhile wording={wording} />}
      <div className="prompt-panel">
        <div>
          <WordingView texts={wording.texts} variables={prompt.variables} onChange={wording.change} />
          <Saving prompt={prompt} wording={wording} />
        </div>
        <Check id={prompt.id} wording={wording} />
        <div>
          <Versions prompt={prompt} versions={versions} wording={wording} />
        </div>
        <div>
          <Trial prompt={prompt} versions={versions} />
        </div>
      </div>
      <ConfirmDialog
        opened={leaving}
        title={t("guards.leave_title")}
        text={t("prompts.leave_text")}
        confirm={t("guards.leave")}
        onConfirm={onBack}
        onClose={() => setLeaving(false)}
      />
      <Leaving changed={wording.changed} />
    </>
  );
}

function Meanwhile({ wording }: { wording: Wording }) {
  const { t } = useTranslation();
  return (
    <Alert role="alert" color="yellow" variant="light" mb="md">
      <Text fw={600}>{t("prompts.meanwhile")}</Text>
      <Group gap="xs" mt="xs">
        <Button size="xs" onClick={wording.discard}>
          {t("prompts.meanwhile_load")}
        </Button>
        <Button size="xs" variant="default" onClick={wording.goOn}>
          {t("prompts.meanwhile_go_on")}
        </Button>
      </Group>
    </Alert>
  );
}

function Check({ id, wording }: { id: string; wording: Wording }) {
  const { t } = useTranslation();
  const found = useFindings(id, wording.texts);
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("prompts.check")} aria-live="polite">
      <Title order={3} size="h4" mb="xs">
        {t("prompts.check")}
      </Title>
      <Loaded load={toLoad(found)}>
        {({ of, findings }) => (
          <FindingsView
            findings={findings}
            stale={!sameTexts(of, wording.texts)}
            onTake={(proposal) => {
              wording.change(withProposal(wording.texts, proposal));
              announce(t("prompts.taken"));
            }}
          />
        )}
      </Loaded>
    </Paper>
  );
}

/** Asks before what is not saved is left behind. */
function Leaving({ changed }: { changed: boolean }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: changed,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === "blocked"}
      title={t("guards.leave_title")}
      text={t("prompts.leave_text")}
      confirm={t("guards.leave")}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    />
  );
}
