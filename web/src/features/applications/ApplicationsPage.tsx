// 앱: those that one may use or edit.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { toLoad } from "@/api";
import { Loaded, PageHead, useGo } from "@/components";
import { useRights } from "@/features/session";
import { ApplicationListView } from "./ApplicationListView";
import { useApplications } from "./useApplications";

export function ApplicationsPage() {
  const { t } = useTranslation();
  const go = useGo();
  const builds = useRights()("write_documents");
  const applications = useApplications();
  const add = () => go("/applications/new");
  return (
    <>
      <PageHead title={t("nav.applications")}>
        {builds && (
          <Button size="sm" leftSection={<IconPlus size={16} />} onClick={add}>
            {t("applications.add")}
          </Button>
        )}
      </PageHead>
      <Loaded load={toLoad(applications)}>
        {(data) => <ApplicationListView applications={data.applications} builds={builds} />}
      </Loaded>
    </>
  );
}
