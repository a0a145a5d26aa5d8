// 관리 > 답변 규칙: asks the server, holds what is edited until it is saved, and hands everything to the views.
import { Box, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, asApiError, type GuardPlace, type Guards, toLoad } from "@/api";
import { announce, ConfirmDialog, Failure, Loaded } from "@/components";
import { errorWords } from "@/i18n";
import { OwnRulesView } from "./OwnRulesView";
import { PersonalView } from "./PersonalView";
import { type Draft, type FullPolicy, policyOf, problemsOf, tryable } from "./policy";
import { MeanwhileView, SaveView } from "./SaveView";
import { ShippedView } from "./ShippedView";
import { TriedView, TryView } from "./TryView";
import { type Editing, useEditing } from "./useEditing";
import { useGuards, useGuardVersions, useTriedGuards } from "./useGuards";
import { VersionsView } from "./VersionsView";

export function GuardsTab() {
  const { t } = useTranslation();
  const guards = useGuards();
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t("guards.text")}
      </Text>
      <Loaded load={toLoad(guards)}>{(data) => <Editor current={data} />}</Loaded>
    </>
  );
}

function Editor({ current }: { current: Guards }) {
  const { t } = useTranslation();
  const editing = useEditing(current);
  const { draft, rules, changes, meanwhile, unfinished } = editing;
  return (
    <>
      {meanwhile && (
        <MeanwhileView
          changes={meanwhile}
          onLoad={() => {
            editing.load();
            announce(t("guards.loaded"));
          }}
          onGoOn={editing.goOn}
        />
      )}
      <div className="guards">
        <div className="guards-own">
          <OwnRulesView
            rules={draft.own}
            refused={refusedRule(editing, t)}
            onAdd={editing.addRule}
            onChange={editing.changeRule}
            onRemove={(rule) => {
              editing.removeRule(rule);
              announce(t("guards.removed", { name: rule.name || t("guards.own_new") }));
            }}
          />
        </div>
        <div className="guards-try">
          <Trial draft={draft} rules={rules} />
        </div>
        <div className="guards-rest">
          <ShippedView rules={rules} draft={draft} onDeed={editing.setDeed} />
          <Box mt="md">
            <PersonalView draft={draft} tooLong={editing.refusalTooLong} onChange={editing.change} />
          </Box>
          <History editing={editing} number={current.number} />
        </div>
      </div>
      <SaveView
        changes={changes}
        blocked={meanwhile ? t("guards.meanwhile") : unfinished ? t("guards.unfinished") : undefined}
        busy={editing.saving}
        error={editing.error}
        onSave={(message) => editing.save(message).then(() => announce(t("guards.saved")))}
        onDiscard={() => {
          editing.load();
          announce(t("guards.discarded"));
        }}
      />
      <Leaving changes={changes.length} />
    </>
  );
}

/** The server names a rule that it cannot read before the colon of its message. */
const unreadable = (error: ApiError | null, policy: FullPolicy) =>
  error?.reason === "bad_rule" ? policy.own.findIndex(({ id }) => id === error.message.split(":")[0]) : -1;

function refusedRule({ draft, rules, error }: Editing, t: TFunction) {
  const rule = draft.own[unreadable(error, policyOf(draft, rules))];
  return rule && error ? { key: rule.key, words: `${errorWords(t, error)} (${error.message})` } : undefined;
}

function TryFailure({ error, policy, retry }: { error: ApiError; policy: FullPolicy; retry: () => void }) {
  const { t } = useTranslation();
  const rule = policy.own[unreadable(error, policy)];
  if (!rule) return <Failure error={error} retry={retry} />;
  return <Failure error={error} words={`${rule.name}: ${errorWords(t, error)}`} />;
}

function Trial({ draft, rules }: { draft: Draft; rules: Guards["rules"] }) {
  const [text, setText] = useState("");
  const [place, setPlace] = useState<GuardPlace>("question");
  const policy = policyOf(tryable(draft), rules);
  const tried = useTriedGuards(text, place, policy);
  return (
    <TryView
      text={text}
      place={place}
      unfinished={draft.own.some((rule) => problemsOf(rule).length > 0)}
      onText={setText}
      onPlace={setPlace}
    >
      {text.trim() === "" ? null : tried.error ? (
        <TryFailure error={asApiError(tried.error)} policy={policy} retry={() => void tried.refetch()} />
      ) : (
        <Loaded load={toLoad(tried)}>{(data) => <TriedView tried={data} refusal={policy.refusal} />}</Loaded>
      )}
    </TryView>
  );
}

function History({ editing, number }: { editing: Editing; number: number }) {
  const { t } = useTranslation();
  const versions = useGuardVersions();
  return (
    <Loaded load={toLoad(versions)}>
      {(data) => (
        <VersionsView
          versions={data.versions}
          inUse={number}
          compare={editing.compare}
          onRestore={(policy, version) => {
            editing.restore(policy);
            announce(t("guards.restored", { version }));
          }}
        />
      )}
    </Loaded>
  );
}

/** Asks before what is not saved is left behind. */
function Leaving({ changes }: { changes: number }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => changes > 0,
    enableBeforeUnload: changes > 0,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === "blocked"}
      title={t("guards.leave_title")}
      text={t("guards.discard_text", { changes })}
      confirm={t("guards.leave")}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    />
  );
}
