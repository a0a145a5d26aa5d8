// Versions from the server, and one that is to come back.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Application, asApiError, toLoad } from "@/api";
import { announce, ConfirmDialog, Loaded } from "@/components";
import { type Draft, draftOf } from "./draft";
import { useApplicationVersions, useRestoreApplication } from "./useApplications";
import { VersionsView } from "./VersionsView";

export function History({ application, onLoad }: { application: Application; onLoad: (draft: Draft) => void }) {
  const { t } = useTranslation();
  const versions = useApplicationVersions(application.id);
  const restore = useRestoreApplication();
  const [wanted, setWanted] = useState<number>();
  const close = () => {
    setWanted(undefined);
    restore.reset();
  };
  const name = t("applications.version", { number: wanted ?? 0 });
  return (
    <>
      <Loaded load={toLoad(versions)}>
        {(data) => (
          <VersionsView
            versions={data.versions}
            inUse={application.version}
            busy={restore.isPending}
            onRestore={setWanted}
          />
        )}
      </Loaded>
      <ConfirmDialog
        opened={wanted !== undefined}
        title={t("applications.restore_of", { version: name })}
        text={t("applications.restore_text")}
        confirm={t("applications.restore")}
        busy={restore.isPending}
        error={restore.error && asApiError(restore.error)}
        onConfirm={() =>
          wanted !== undefined &&
          restore.mutate(
            { id: application.id, number: wanted },
            {
              onSuccess: (made) => {
                announce(t("applications.restored", { version: name }));
                onLoad(draftOf(made.settings ?? {}, made));
                close();
              },
            },
          )
        }
        onClose={close}
      />
    </>
  );
}
