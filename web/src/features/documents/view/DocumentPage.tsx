// 문서 보기: the source with its cited places, and what is known about the document.
import { Alert, Badge, Button, Group, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDownload, IconEyeOff, IconPencil } from "@tabler/icons-react";
import { getRouteApi, useLocation } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Content,
  correctionsAddress,
  type DocumentDetail,
  type DocumentId,
  type Load,
  originalAddress,
  toLoad,
} from "@/api";
import { AppLink, Empty, LabelBadge, Loaded, Loading, PageHead, ReasonDialog } from "@/components";
import { MetadataForm } from "@/features/labels";
import { errorWords } from "@/i18n";
import { CorrectView, HistoryView, useCorrectionList, useDesk } from "../correct";
import { columnsFrom, elementsFrom, quoteFrom } from "../href";
import { StateBadge } from "../list/DocumentTableView";
import { useContent, useDocument } from "../useDocuments";
import { AccessForm } from "./AccessForm";
import { isPaged } from "./boxes";
import { InfoView } from "./InfoView";
import { type SourceLayout, SourceView } from "./SourceView";
import { useQuoteBoxes } from "./useQuoteBoxes";

const route = getRouteApi("/documents/$id");

export default function DocumentPage() {
  const id = route.useParams().id as DocumentId;
  const document = useDocument(id);
  const [reason, setReason] = useState<string>();
  const content = useContent(id, document.data?.updated_ms, document.data?.state === "ready", reason);
  return (
    <Loaded load={toLoad(document)}>
      {(detail) => (
        <DocumentView document={detail} content={toLoad(content)} reason={reason} onUnmask={setReason} key={id} />
      )}
    </Loaded>
  );
}

type Tab = SourceLayout | "info";

function tabsOf(content: Load<Content>, isNarrow: boolean): Tab[] {
  if (content.state !== "ready" || !isPaged(content.data)) return ["elements", "info"];
  return isNarrow ? ["pages", "elements", "info"] : ["both", "info"];
}

type ViewProps = {
  document: DocumentDetail;
  content: Load<Content>;
  /** Why masked texts are shown here; none: they are masked. */
  reason: string | undefined;
  onUnmask: (reason: string | undefined) => void;
};

function DocumentView({ document, content, reason, onUnmask }: ViewProps) {
  const { t } = useTranslation();
  const isNarrow = useMediaQuery("(max-width: 62em)") ?? false;
  const { elements, element, page, row, columns } = route.useSearch();
  const hash = useLocation({ select: (location) => location.hash });
  const cited = useMemo(
    () => ({
      elements: elementsFrom(elements ?? element),
      row,
      columns: columnsFrom(columns),
      quote: quoteFrom(hash),
    }),
    [elements, element, row, columns, hash],
  );
  const [chosen, setChosen] = useState<Tab>();
  const tabs = tabsOf(content, isNarrow);
  const tab = chosen && tabs.includes(chosen) ? chosen : (tabs[0] ?? "elements");
  const [isCorrecting, setCorrecting] = useState(false);
  const [asking, setAsking] = useState<"download" | "correct">();
  const leaveCorrecting = () => {
    setCorrecting(!isCorrecting);
    onUnmask(undefined);
  };
  const isReady = document.state === "ready";
  const corrections = useCorrectionList(document.id, isReady && document.may_see_unmasked);
  const desk = useDesk(document.id);
  const quoted = useQuoteBoxes(document.id, content.state === "ready" ? content.data : undefined, cited);
  const words = { both: t("view.source"), pages: t("view.pages"), elements: t("view.content"), info: t("view.info") };
  return (
    <div className="document-page">
      <AppLink href="/documents" size="sm">
        ← {t("view.back")}
      </AppLink>
      <PageHead title={document.title || document.name} tab={document.name}>
        {document.state !== "ready" && <StateBadge state={document.state} />}
        <LabelBadge label={document.label} />
        {document.masked && (
          <Badge variant="light" color="gray" tt="none" leftSection={<IconEyeOff size={12} />}>
            {t("view.masked")}
          </Badge>
        )}
        {document.may_correct && isReady && (
          <Button
            size="xs"
            variant={isCorrecting ? "filled" : "default"}
            leftSection={<IconPencil size={15} />}
            aria-pressed={isCorrecting}
            onClick={() => {
              if (document.masked && !isCorrecting) setAsking("correct");
              else leaveCorrecting();
            }}
          >
            {isCorrecting ? t("correct.stop") : t("correct.start")}
          </Button>
        )}
        {document.may_see_unmasked && (
          <Button
            component="a"
            href={originalAddress(document.id)}
            download={document.name}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} />}
            onClick={(event) => {
              if (!document.masked) return;
              event.preventDefault();
              setAsking("download");
            }}
          >
            {t("common.download")}
          </Button>
        )}
      </PageHead>
      {document.masked && reason !== undefined && (
        <Alert color="orange" variant="light" mb="xs" title={t("view.unmasked_title")}>
          {t("view.unmasked_text")}
        </Alert>
      )}
      <ReasonDialog
        opened={asking !== undefined}
        title={t("view.unmask_title")}
        text={t("view.unmask_text")}
        confirm={t(asking === "download" ? "common.download" : "correct.start")}
        onConfirm={(why) => {
          if (asking === "download") window.location.assign(originalAddress(document.id, why));
          else {
            onUnmask(why);
            setCorrecting(true);
          }
          setAsking(undefined);
        }}
        onClose={() => setAsking(undefined)}
      />
      <Group mb="xs">
        <SegmentedControl
          size="xs"
          aria-label={t("documents.open", { name: document.name })}
          value={tab}
          onChange={(value) => setChosen(value as Tab)}
          data={tabs.map((one) => ({ value: one, label: words[one] }))}
        />
      </Group>
      {tab === "info" ? (
        <InfoView
          document={document}
          content={content.state === "ready" ? content.data : undefined}
          metadata={<MetadataForm document={document} />}
          access={<AccessForm document={document} />}
          history={
            document.may_see_unmasked && (
              <Loaded load={toLoad(corrections)}>
                {(list) => (
                  <HistoryView
                    corrections={list.corrections}
                    mayCorrect={list.may_correct}
                    busy={desk.pending > 0}
                    exportAddress={correctionsAddress(document.id)}
                    onWithdraw={(one) => void desk.withdraw(one)}
                    onRestore={(one) => void desk.restore(one)}
                  />
                )}
              </Loaded>
            )
          }
        />
      ) : (
        <Readable document={document} content={content}>
          {(data) =>
            isCorrecting && corrections.data ? (
              <CorrectView id={document.id} content={data} list={corrections.data} desk={desk} layout={tab} />
            ) : (
              <SourceView id={document.id} content={data} cited={cited} quoted={quoted} pageIndex={page} layout={tab} />
            )
          }
        </Readable>
      )}
    </div>
  );
}

type ReadableProps = { document: DocumentDetail; content: Load<Content>; children: (content: Content) => ReactNode };

function Readable({ document, content, children }: ReadableProps) {
  const { t } = useTranslation();
  switch (document.state) {
    case "queued":
      return (
        <>
          <Loading />
          <Empty title={t("documents.states.queued")} text={t("view.queued")} />
        </>
      );
    case "failed":
      return (
        <Alert role="alert" color="red" variant="light" title={t("view.failed")}>
          {document.error && errorWords(t, document.error)}
        </Alert>
      );
    case "duplicate":
      return (
        <Empty title={t("documents.states.duplicate")}>
          {document.duplicate_of && (
            <AppLink href={`/documents/${document.duplicate_of}`}>{t("documents.duplicate_of")}</AppLink>
          )}
        </Empty>
      );
    case "ready":
      return <Loaded load={content}>{children}</Loaded>;
  }
}
