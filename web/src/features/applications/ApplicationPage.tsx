// One application: built by who may edit it, asked and called by who may use it; /applications/new is the next one.
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Application, type ApplicationId, toLoad } from "@/api";
import { AppLink, Loaded, PageHead } from "@/components";
import { useSession } from "@/features/session";
import { Builder } from "./Builder";
import { draftOf } from "./draft";
import { UsePage } from "./UsePage";
import { useApplication } from "./useApplications";

export function ApplicationPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: ApplicationId | "new" };
  const { person } = useSession();
  return (
    <>
      <AppLink href="/applications" size="sm">
        {t("applications.back")}
      </AppLink>
      {id === "new" ? (
        <>
          <PageHead title={t("applications.add")} />
          <Builder key="new" application={undefined} saved={draftOf({}, { name: "", owner: person.login })} />
        </>
      ) : (
        <Kept key={id} id={id} />
      )}
    </>
  );
}

function Kept({ id }: { id: ApplicationId }) {
  const { t } = useTranslation();
  const application = useApplication(id);
  return (
    <>
      <PageHead title={application.data?.title ?? t("nav.applications")} />
      <Loaded load={toLoad(application)}>{(data) => <Shown application={data} />}</Loaded>
    </>
  );
}

function Shown({ application }: { application: Application }) {
  if (!application.settings) return <UsePage application={application} />;
  return <Builder key={application.id} application={application} saved={draftOf(application.settings, application)} />;
}
