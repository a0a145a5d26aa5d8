// 문서: the list, finding in it, uploading, deleting.
import { Button, Group, Pagination, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DocumentList, type DocumentState, type DocumentSummary, type Label, toLoad } from "@/api";
import { announce, ConfirmDialog, Empty, Loaded, PageHead } from "@/components";
import { MetadataFilter, Proposals } from "@/features/labels";
import { useRights, useSession } from "@/features/session";
import { DropZone } from "../upload/DropZone";
import type { PickedFile } from "../upload/queue";
import { UploadButtons } from "../upload/UploadButtons";
import { UploadPanel } from "../upload/UploadPanel";
import { useDeleteDocument, useDocumentList } from "../useDocuments";
import { DocumentFilterView } from "./DocumentFilterView";
import { DocumentTableView } from "./DocumentTableView";

export const rowsPerPage = 50;
const route = getRouteApi("/documents");

type Shown = { name?: string; state?: DocumentState; label?: Label; where?: string; page?: number };

export function DocumentsPage() {
  const { t } = useTranslation();
  const may = useRights();
  const { name = "", state, label, where, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const [files, setFiles] = useState<readonly PickedFile[]>([]);
  const list = useDocumentList({
    ...{ name, state, label, where: where ? [where] : undefined },
    ...{ limit: rowsPerPage, offset: (page - 1) * rowsPerPage },
  });
  const show = useCallback((next: Shown) => void navigate({ search: next, replace: true }), [navigate]);
  const narrowed = useMemo(() => ({ ...(label ? { label } : {}), ...(where ? { where } : {}) }), [label, where]);
  const stated = useMemo(() => ({ ...(state ? { state } : {}) }), [state]);
  const onName = useCallback(
    (typed: string) => show({ name: typed, ...stated, ...narrowed }),
    [show, stated, narrowed],
  );
  const onNarrow = useCallback(
    (next: Pick<Shown, "label" | "where">) => show({ name, ...stated, ...next }),
    [show, name, stated],
  );
  const take = (picked: PickedFile[]) => (picked.length > 0 ? setFiles(picked) : announce(t("upload.nothing")));
  const mayUpload = may("write_documents");
  return (
    <DropZone enabled={mayUpload} onFiles={take}>
      <PageHead title={t("documents.title")}>{mayUpload && <UploadButtons onFiles={take} />}</PageHead>
      {mayUpload && <UploadPanel files={files} onTaken={() => setFiles([])} />}
      <DocumentFilterView
        name={name}
        state={state}
        onName={onName}
        onState={(next) => show({ name, ...narrowed, ...(next ? { state: next } : {}) })}
      />
      <MetadataFilter label={label} where={where} onChange={onNarrow} />
      {may("manage_labels") && <Proposals />}
      <Loaded load={toLoad(list)}>
        {(data) =>
          data.documents.length > 0 ? (
            <Rows data={data} page={page} onPage={(next) => show({ name, ...stated, ...narrowed, page: next })} />
          ) : (
            <Nothing
              isFiltered={[name || undefined, state, label, where].some((one) => one !== undefined)}
              mayUpload={mayUpload}
              onClear={() => show({})}
            />
          )
        }
      </Loaded>
    </DropZone>
  );
}

function Rows({ data, page, onPage }: { data: DocumentList; page: number; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  const may = useRights();
  const { person } = useSession();
  const [leaving, setLeaving] = useState<DocumentSummary | null>(null);
  const remove = useDeleteDocument();
  const close = () => {
    setLeaving(null);
    remove.reset();
  };
  const confirmed = () =>
    leaving &&
    remove.mutate(leaving.id, {
      onSuccess: () => {
        announce(t("documents.deleted"));
        close();
      },
    });
  const pages = Math.ceil(data.total / rowsPerPage);
  return (
    <>
      <DocumentTableView
        documents={data.documents}
        mayDelete={({ owner }) => may("write_documents") && (owner === person.login || person.role === "owner")}
        onDelete={setLeaving}
      />
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed">
          {t("documents.count", { count: data.total })}
        </Text>
        {pages > 1 && <Pagination total={pages} value={page} onChange={onPage} size="sm" />}
      </Group>
      <ConfirmDialog
        opened={leaving !== null}
        title={t("documents.delete_title")}
        text={t("documents.delete_text", { name: leaving?.name ?? "" })}
        confirm={t("common.delete")}
        busy={remove.isPending}
        error={remove.error ? asApiError(remove.error) : null}
        onConfirm={confirmed}
        onClose={close}
      />
    </>
  );
}

function Nothing({ isFiltered, mayUpload, onClear }: { isFiltered: boolean; mayUpload: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  const icon = <IconFileText size={40} stroke={1.2} aria-hidden />;
  if (isFiltered)
    return (
      <Empty title={t("documents.none_match")} icon={icon}>
        <Button variant="default" onClick={onClear}>
          {t("documents.clear_filter")}
        </Button>
      </Empty>
    );
  if (!mayUpload)
    return <Empty title={t("documents.empty_reader_title")} text={t("documents.empty_reader_text")} icon={icon} />;
  return (
    <Empty title={t("documents.empty_title")} text={t("documents.empty_text")} icon={icon}>
      <Text size="sm" c="dimmed">
        {t("documents.drop_hint")}
      </Text>
    </Empty>
  );
}
