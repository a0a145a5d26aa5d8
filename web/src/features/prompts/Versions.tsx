// Versions of a prompt and what is done with them: compared, approved, labelled, put into use, rolled back.
import { Button, Group, Paper, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Prompt, type PromptVersion, toLoad } from "@/api";
import { announce, Failure, FormDialog, Loaded } from "@/components";
import { useSession } from "@/features/session";
import { ComparisonView } from "./ComparisonView";
import { useApprove, useComparison, useRollBack, useSetLabel } from "./usePrompts";
import type { Wording } from "./useWording";
import { VersionsView } from "./VersionsView";
import { versionName } from "./words";

const messageMax = 300;

type VersionsProps = { prompt: Prompt; versions: PromptVersion[]; wording: Wording };
type Asked = { kind: "approve" | "label"; number: number };

export function Versions({ prompt, versions, wording }: VersionsProps) {
  const { t } = useTranslation();
  const { login } = useSession().person;
  const [compared, setCompared] = useState<number>();
  const [asked, setAsked] = useState<Asked>();
  const label = useSetLabel(prompt.id);
  const back = useRollBack(prompt.id);
  const told = (number: number) => announce(t("prompts.used", { version: versionName(t, number) }));
  const error = label.error ?? back.error;
  const taken = prompt.moves.some((move) => move.label === "production");
  return (
    <>
      <Paper withBorder p="sm" mb="md" component="section" aria-label={t("prompts.production")}>
        <Group justify="space-between" gap="xs">
          <Text size="sm">{t("prompts.in_use", { version: versionName(t, prompt.in_use) })}</Text>
          {taken && (
            <Button
              size="xs"
              variant="default"
              loading={back.isPending}
              onClick={() => back.mutate(undefined, { onSuccess: (now) => told(now.in_use) })}
            >
              {t("prompts.roll_back")}
            </Button>
          )}
        </Group>
        {error && !asked && <Failure error={asApiError(error)} />}
      </Paper>
      <VersionsView
        versions={versions}
        prompt={prompt}
        login={login}
        busy={label.isPending || back.isPending}
        onLoad={(version) => {
          wording.change(version.texts);
          announce(t("prompts.loaded", { version: versionName(t, version.number) }));
        }}
        onCompare={setCompared}
        onUse={(number) => label.mutate({ label: "production", number }, { onSuccess: () => told(number) })}
        onLabel={(number) => setAsked({ kind: "label", number })}
        onApprove={(number) => setAsked({ kind: "approve", number })}
      />
      {compared !== undefined && <Comparison prompt={prompt} to={compared} onClose={() => setCompared(undefined)} />}
      {asked && (
        <Asking key={`${asked.kind}${asked.number}`} id={prompt.id} asked={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function Comparison({ prompt, to, onClose }: { prompt: Prompt; to: number; onClose: () => void }) {
  const { t } = useTranslation();
  const comparison = useComparison(prompt.id, prompt.in_use, to);
  const title = t("prompts.comparison", { from: versionName(t, prompt.in_use), to: versionName(t, to) });
  return (
    <Paper withBorder p="sm" mt="md" component="section" aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Title order={3} size="h4">
          {title}
        </Title>
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          {t("common.close")}
        </Button>
      </Group>
      <Loaded load={toLoad(comparison)}>{(data) => <ComparisonView comparison={data} />}</Loaded>
    </Paper>
  );
}

/** What an approval or a label needs: a word. */
function Asking({ id, asked, onClose }: { id: string; asked: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const approve = useApprove(id);
  const label = useSetLabel(id);
  const deed = asked.kind === "approve" ? approve : label;
  const version = versionName(t, asked.number);
  const done = () => {
    announce(t(`prompts.done.${asked.kind}`, { version }));
    onClose();
  };
  const send = () =>
    asked.kind === "approve"
      ? approve.mutate({ number: asked.number, message: text.trim() }, { onSuccess: done })
      : label.mutate({ number: asked.number, label: text.trim() }, { onSuccess: done });
  return (
    <FormDialog
      opened
      title={t(`prompts.deed_of.${asked.kind}`, { version })}
      submit={t(`prompts.deed.${asked.kind}`)}
      ready={text.trim() !== ""}
      busy={deed.isPending}
      error={deed.error ? asApiError(deed.error) : null}
      onSubmit={send}
      onClose={onClose}
    >
      <TextInput
        label={t(`prompts.ask.${asked.kind}`)}
        maxLength={asked.kind === "label" ? 40 : messageMax}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
