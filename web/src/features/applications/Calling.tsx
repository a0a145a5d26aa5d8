// How it is called, and the key that is made for it.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Application, asApiError, type NewKey } from "@/api";
import { SecretDialog } from "@/features/admin";
import { CallView } from "./CallView";
import { snippetsFor } from "./snippets";
import { useMakeKey } from "./useApplications";

export function Calling({ application }: { application: Application }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewKey>();
  const make = useMakeKey();
  const base = window.location.origin;
  return (
    <>
      <CallView
        model={application.model}
        base={base}
        active={application.active}
        mayUse={application.may_use}
        snippets={snippetsFor(base, application.model, t("applications.snippet_question"))}
        busy={make.isPending}
        error={make.error && asApiError(make.error)}
        onKey={() => make.mutate(application.id, { onSuccess: setMade })}
      />
      <SecretDialog made={made} onClose={() => setMade(undefined)} />
    </>
  );
}
