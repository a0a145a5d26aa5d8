// The form with the question box beside it; what is not saved yet is what is tried.
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Application, asApiError } from "@/api";
import { announce, ConfirmDialog, useGo } from "@/components";
import { useChoices } from "@/features/documents";
import { Calling } from "./Calling";
import { DocumentsField } from "./DocumentsField";
import { type Draft, draftOf, isChanged, problemsOf, settingsOf } from "./draft";
import { FormView } from "./FormView";
import { History } from "./History";
import { openSource } from "./openSource";
import { Removal } from "./Removal";
import { SaveView } from "./SaveView";
import { TrialView } from "./TrialView";
import { useAddApplication, useChangeApplication, useReload, useTry, useWriters } from "./useApplications";

/** `saved`: the application as a draft; of a new one what it begins with. */
type Props = { application: Application | undefined; saved: Draft };

export function Builder({ application, saved }: Props) {
  const holding = useDraft(saved);
  const { draft, base, change, load } = holding;
  const saving = useSaving(application, holding);
  const problems = problemsOf(draft);
  const choices = useChoices();
  const writers = useWriters();
  const changed = isChanged(draft, base);
  return (
    <>
      <div className="app-builder">
        <div className="app-form">
          <FormView
            draft={draft}
            isNew={application === undefined}
            problems={problems}
            nameTaken={saving.error?.reason === "name_taken" && saving.triedName === draft.name}
            models={writers.data}
            choices={choices}
            documents={<DocumentsField draft={draft} empty={problems.includes("scope")} onChange={change} />}
            onChange={change}
          />
          <SaveView
            isNew={application === undefined}
            changed={changed}
            problems={problems}
            busy={saving.busy}
            error={saving.error}
            onSave={saving.save}
            onDiscard={() => load(base)}
            onLoad={saving.onLoad}
            onGoOn={saving.onGoOn}
          />
        </div>
        <div className="app-try">
          <Trial draft={draft} />
        </div>
        {application && (
          <div className="app-rest">
            <Calling application={application} />
            <History application={application} onLoad={load} />
            <Removal application={application} onGone={saving.leave} />
          </div>
        )}
      </div>
      <Leaving changed={changed} leaves={saving.leaves} />
    </>
  );
}

function useDraft(saved: Draft) {
  const [held, setHeld] = useState({ base: saved, draft: saved });
  return {
    ...held,
    change: (part: Partial<Draft>) => setHeld((old) => ({ ...old, draft: { ...old.draft, ...part } })),
    load: (from: Draft) => setHeld({ base: from, draft: from }),
    /** What was edited, over what is saved now. */
    rebase: (base: Draft) => setHeld((old) => ({ ...old, base })),
  };
}

type Holding = ReturnType<typeof useDraft>;

function useSaving(application: Application | undefined, { draft, load, rebase }: Holding) {
  const { t } = useTranslation();
  const go = useGo();
  const add = useAddApplication();
  const change = useChangeApplication();
  const reload = useReload();
  // Set before the page is left on purpose: nothing is asked then.
  const leaves = useRef(false);
  const leave = (address: string) => {
    leaves.current = true;
    go(address);
  };
  const save = (message: string) => {
    const settings = settingsOf(draft);
    if (!application)
      return add.mutate(
        { name: draft.name, settings, message },
        {
          onSuccess: (made) => {
            announce(t("applications.added"));
            leave(`/applications/${encodeURIComponent(made.id)}`);
          },
        },
      );
    return change.mutate(
      { id: application.id, settings, version: application.version, message },
      {
        onSuccess: (made) => {
          announce(t("applications.saved"));
          load(draftOf(made.settings ?? {}, made));
        },
      },
    );
  };
  /** Somebody else was faster: theirs, or one's own over theirs. Where theirs does not come, what was said stays there. */
  const take = async (use: (now: Draft) => void) => {
    const now = application && (await reload(application.id).catch(() => undefined));
    if (!now) return;
    use(draftOf(now.settings ?? {}, now));
    change.reset();
  };
  const error = add.error ?? change.error;
  return {
    onLoad: () => void take(load),
    onGoOn: () => void take(rebase),
    save,
    leave,
    leaves,
    busy: add.isPending || change.isPending,
    error: error && asApiError(error),
    triedName: add.variables?.name,
  };
}

function Trial({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState("");
  const attempt = useTry();
  return (
    <TrialView
      question={question}
      note={t("applications.try_text")}
      busy={attempt.isPending}
      error={attempt.error && asApiError(attempt.error)}
      answer={attempt.data}
      onQuestion={setQuestion}
      onAsk={() => attempt.mutate({ settings: settingsOf(draft), question: question.trim() })}
      onOpen={openSource}
    />
  );
}

/** Asks before what is not saved is left behind. */
function Leaving({ changed, leaves }: { changed: boolean; leaves: { current: boolean } }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => changed && !leaves.current,
    enableBeforeUnload: () => changed && !leaves.current,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === "blocked"}
      title={t("applications.leave_title")}
      text={t("applications.leave_text")}
      confirm={t("applications.leave")}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    />
  );
}
