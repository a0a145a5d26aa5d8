// Groups: people and other groups under one name, for permissions.
import { ActionIcon, Button, Paper, Pill, Group as Row, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, asApiError, type Group, toLoad } from "@/api";
import { ConfirmDialog, Empty, Failure, Loaded } from "@/components";
import { useAddGroup, useGroups, useJoinGroup, useLeaveGroup, usePeople, useRemoveGroup } from "./useAdmin";

export function GroupsTab() {
  const { t } = useTranslation();
  const groups = useGroups();
  const people = usePeople();
  const join = useJoinGroup();
  const leave = useLeaveGroup();
  const remove = useRemoveGroup();
  const [leaving, setLeaving] = useState<Group>();
  const close = () => {
    setLeaving(undefined);
    remove.reset();
  };
  const failed = join.error ?? leave.error;
  return (
    <Stack maw={760}>
      <AddGroup />
      {failed && <Failure error={asApiError(failed)} />}
      <Loaded load={toLoad(groups)}>
        {(data) => (
          <GroupListView
            groups={data.groups}
            logins={people.data?.people.map(({ login }) => login) ?? []}
            onJoin={(group, member) => join.mutate({ group, member })}
            onLeave={(group, member) => leave.mutate({ group, member })}
            onRemove={setLeaving}
          />
        )}
      </Loaded>
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t("admin.group_remove_title")}
        text={t("admin.group_remove_text", { name: leaving?.name ?? "" })}
        confirm={t("common.delete")}
        busy={remove.isPending}
        error={remove.error && asApiError(remove.error)}
        onConfirm={() => leaving && remove.mutate(leaving.name, { onSuccess: close })}
        onClose={close}
      />
    </Stack>
  );
}

function AddGroup() {
  const add = useAddGroup();
  return (
    <AddGroupView
      busy={add.isPending}
      error={add.error && asApiError(add.error)}
      onAdd={(name, done) => add.mutate(name, { onSuccess: done })}
    />
  );
}

type AddProps = { busy: boolean; error: ApiError | null; onAdd: (name: string, done: () => void) => void };

function AddGroupView({ busy, error, onAdd }: AddProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.normalize("NFC").trim();
    if (wanted !== "") onAdd(wanted, () => setName(""));
  };
  return (
    <form onSubmit={submit}>
      <Row align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={t("admin.group_name")}
          flex={1}
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} disabled={name.trim() === ""}>
          {t("admin.group_add")}
        </Button>
      </Row>
      {error && <Failure error={error} />}
    </form>
  );
}

type ListProps = {
  groups: readonly Group[];
  logins: readonly string[];
  onJoin: (group: string, member: string) => void;
  onLeave: (group: string, member: string) => void;
  onRemove: (group: Group) => void;
};

export function GroupListView({ groups, logins, onJoin, onLeave, onRemove }: ListProps) {
  const { t } = useTranslation();
  if (groups.length === 0) return <Empty title={t("admin.groups")} text={t("admin.group_none")} />;
  return groups.map((group) => {
    const { name, members } = group;
    const others = groups.map((one) => `group:${one.name}`).filter((one) => one !== `group:${name}`);
    const open = [...logins.map((login) => `person:${login}`), ...others].filter((member) => !members.includes(member));
    return (
      <Paper key={group.id} component="section" withBorder p="sm" aria-label={name}>
        <Row justify="space-between" mb="xs">
          <Text fw={600}>{name}</Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("admin.group_remove", { name })}
            onClick={() => onRemove(group)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Row>
        <Row gap={6} mb="xs">
          {members.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("admin.members_none")}
            </Text>
          )}
          {members.map((member) => (
            <Pill
              key={member}
              withRemoveButton
              onRemove={() => onLeave(name, member)}
              removeButtonProps={{
                "aria-label": t("admin.member_remove", { member: shown(member) }),
                tabIndex: 0,
                "aria-hidden": false,
              }}
            >
              {member.startsWith("group:") ? `${t("allow.groups")} ${shown(member)}` : shown(member)}
            </Pill>
          ))}
        </Row>
        <Select
          size="xs"
          searchable
          value={null}
          aria-label={t("admin.member_add", { name })}
          placeholder={t("admin.member_add_placeholder")}
          data={open.map((member) => ({
            value: member,
            label: member.startsWith("group:") ? `${t("allow.groups")} ${shown(member)}` : shown(member),
          }))}
          onChange={(member) => member && onJoin(name, member)}
        />
      </Paper>
    );
  });
}

const shown = (member: string) => member.replace(/^(person|group):/, "");
