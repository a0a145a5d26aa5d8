// API keys: one's own, or everybody's for those who may.
import { Badge, Button, Group, Switch, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Key, type NewKey, toLoad } from "@/api";
import { ConfirmDialog, Empty, Loaded } from "@/components";
import { useRights } from "@/features/session";
import { formatTime } from "@/text/format";
import { AddKeyDialog, SecretDialog } from "./KeyDialogs";
import { useAddKey, useKeys, useRevokeKey } from "./useAdmin";

export function KeysTab() {
  const { t } = useTranslation();
  const may = useRights();
  const [all, setAll] = useState(false);
  const [asksNew, setAsksNew] = useState(false);
  const [made, setMade] = useState<NewKey>();
  const [leaving, setLeaving] = useState<Key>();
  const keys = useKeys(all);
  const add = useAddKey();
  const revoke = useRevokeKey();
  const closeNew = () => {
    setAsksNew(false);
    add.reset();
  };
  const closeRevoke = () => {
    setLeaving(undefined);
    revoke.reset();
  };
  return (
    <>
      <Group justify="space-between" mb="sm">
        {may("manage_keys") ? (
          <Switch label={t("admin.key_all")} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
        ) : (
          <span />
        )}
        <Button size="xs" onClick={() => setAsksNew(true)}>
          {t("admin.key_add")}
        </Button>
      </Group>
      <Loaded load={toLoad(keys)}>
        {(data) =>
          data.keys.length === 0 ? (
            <Empty title={t("admin.keys")} text={t("admin.key_none")} />
          ) : (
            <KeyTable keys={data.keys} onRevoke={setLeaving} />
          )
        }
      </Loaded>
      <AddKeyDialog
        opened={asksNew}
        busy={add.isPending}
        error={add.error && asApiError(add.error)}
        onClose={closeNew}
        onAdd={(wish) =>
          add.mutate(wish, {
            onSuccess: (key) => {
              setMade(key);
              closeNew();
            },
          })
        }
      />
      <SecretDialog made={made} onClose={() => setMade(undefined)} />
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t("admin.key_revoke_title")}
        text={t("admin.key_revoke_text", { name: leaving?.name ?? "" })}
        confirm={t("admin.key_revoke_short")}
        busy={revoke.isPending}
        error={revoke.error && asApiError(revoke.error)}
        onConfirm={() => leaving && revoke.mutate(leaving.id, { onSuccess: closeRevoke })}
        onClose={closeRevoke}
      />
    </>
  );
}

export function KeyTable({ keys, onRevoke }: { keys: readonly Key[]; onRevoke: (key: Key) => void }) {
  const { t, i18n } = useTranslation();
  const time = (ms: number) => formatTime(ms, i18n.language);
  const limits = (key: Key) =>
    (["requests_per_minute", "tokens_per_minute"] as const)
      .filter((limit) => key[limit] > 0)
      .map((limit) => `${t(`admin.key_limit.${limit}`)} ${key[limit].toLocaleString(i18n.language)}`)
      .join(", ");
  const used = (key: Key) => {
    const tokens = key.month_tokens.toLocaleString(i18n.language);
    const budget = key.tokens_per_month.toLocaleString(i18n.language);
    return key.tokens_per_month > 0 ? t("admin.key_used_of", { tokens, budget }) : t("admin.key_used", { tokens });
  };
  return (
    <div className="wide-table">
      <Table aria-label={t("admin.keys")} miw={900}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("admin.key_name")}</Table.Th>
            <Table.Th>{t("admin.key_prefix")}</Table.Th>
            <Table.Th>{t("admin.key_person")}</Table.Th>
            <Table.Th>{t("admin.key_for")}</Table.Th>
            <Table.Th>{t("admin.key_month")}</Table.Th>
            <Table.Th>{t("admin.key_last_used")}</Table.Th>
            <Table.Th>{t("admin.key_until")}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t("common.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Th scope="row">{key.name}</Table.Th>
              <Table.Td>
                <code>{key.prefix}…</code>
              </Table.Td>
              <Table.Td>{key.person}</Table.Td>
              <Table.Td>
                {key.scopes.map((scope) => t(`admin.key_scope.${scope}`)).join(", ")}
                {key.models.length > 0 && (
                  <Text size="xs" c="dimmed">
                    {key.models.join(", ")}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                {used(key)}
                <Text size="xs" c="dimmed">
                  {limits(key)}
                </Text>
              </Table.Td>
              <Table.Td>{time(key.last_used_ms) || t("admin.key_never_used")}</Table.Td>
              <Table.Td>{time(key.expires_ms) || t("admin.key_forever")}</Table.Td>
              <Table.Td ta="right">
                {key.active ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("admin.key_revoke", { name: key.name })}
                    onClick={() => onRevoke(key)}
                  >
                    {t("admin.key_revoke_short")}
                  </Button>
                ) : (
                  <Badge color="gray" variant="light" tt="none">
                    {t("admin.key_revoked")}
                  </Badge>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
