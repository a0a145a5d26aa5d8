// 정보: where the document came from, what was read of it and what was not, how it was made ready.
import { Stack, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Content, DocumentDetail } from "@/api";
import { AppLink } from "@/components";
import { wordOr } from "@/i18n";
import { formatBytes, formatNumber, formatShare, formatTime, keptShare } from "@/text/format";

type Props = {
  document: DocumentDetail;
  content: Content | undefined;
  metadata?: ReactNode;
  access: ReactNode;
  history?: ReactNode;
};

export function InfoView({ document, content, metadata, access, history }: Props) {
  const { t, i18n } = useTranslation();
  const rows: [string, ReactNode][] = [
    [t("view.origin"), document.source],
    [t("view.media_type"), document.media_type],
    [t("documents.size"), formatBytes(document.bytes, i18n.language)],
    [t("documents.owner"), document.owner],
    [t("view.created"), formatTime(document.created_ms, i18n.language)],
    [t("documents.updated"), formatTime(document.updated_ms, i18n.language)],
    ...(document.versions.length > 1
      ? [[t("view.versions"), <Versions key="versions" document={document} />] as [string, ReactNode]]
      : []),
  ];
  return (
    <section className="pane info" aria-label={t("view.info")}>
      <Stack gap="lg">
        <Facts rows={rows} />
        {metadata}
        {access}
        {content && history}
        {content && <Account account={content.account} />}
        {content && <Warnings warnings={content.warnings} content={content} />}
        <Stages stages={document.stages} />
      </Stack>
    </section>
  );
}

function Versions({ document }: { document: DocumentDetail }) {
  const { t, i18n } = useTranslation();
  return document.versions.map(({ document_id, version, created_ms, superseded_on }) => {
    const words = t("view.version", { version, time: formatTime(created_ms, i18n.language) });
    const until = superseded_on === "" ? "" : ` · ${t("documents.superseded", { day: superseded_on })}`;
    return (
      <div key={document_id}>
        {document_id === document.id ? words : <AppLink href={`/documents/${document_id}`}>{words}</AppLink>}
        {until}
      </div>
    );
  });
}

function Facts({ rows }: { rows: readonly [string, ReactNode][] }) {
  return (
    <Table withRowBorders={false} verticalSpacing={4} className="facts">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {children}
    </div>
  );
}

function Account({ account }: { account: Content["account"] }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  const share = keptShare(account.characters_in, account.characters_out);
  const explained = account.dropped.reduce((sum, { characters }) => sum + characters, 0);
  const open = account.characters_in - account.characters_out - explained;
  const rows: [string, ReactNode][] = [
    [t("view.account_in"), number(account.characters_in)],
    [
      t("view.account_out"),
      `${number(account.characters_out)}${share === undefined ? "" : ` (${formatShare(share, i18n.language)})`}`,
    ],
    ...account.dropped.map(({ reason, characters }): [string, ReactNode] => [
      `${t("view.account_dropped")}: ${wordOr(t, "dropped", reason)}`,
      number(characters),
    ]),
    ...(open > 0 ? [[t("view.account_open"), number(open)] as [string, ReactNode]] : []),
  ];
  return (
    <Part title={t("view.account")}>
      <Facts rows={rows} />
    </Part>
  );
}

function Warnings({ warnings, content }: { warnings: Content["warnings"]; content: Content }) {
  const { t } = useTranslation();
  const pageLabel = (index: number) => content.document.pages[index]?.label || String(index + 1);
  return (
    <Part title={t("documents.warnings")}>
      {warnings.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("view.no_warnings")}
        </Text>
      )}
      <ul className="plain-list">
        {warnings.map(({ code, page_index, detail }, at) => (
          <li key={at}>
            <Text size="sm">
              {page_index >= 0 ? t("view.page", { label: pageLabel(page_index) }) : t("view.whole_document")}:{" "}
              {wordOr(t, "warning", code)}
            </Text>
            {detail && (
              <Text size="xs" c="dimmed">
                {detail}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Stages({ stages }: { stages: DocumentDetail["stages"] }) {
  const { t, i18n } = useTranslation();
  if (stages.length === 0) return null;
  const milliseconds = (us: number) =>
    `${new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(us / 1000)} ms`;
  const rows = stages.map(({ stage, duration_us, reused }): [string, ReactNode] => [
    wordOr(t, "view.stage", stage),
    reused ? t("view.stage_reused") : milliseconds(duration_us),
  ]);
  return (
    <Part title={t("view.stages")}>
      <Facts rows={rows} />
    </Part>
  );
}
