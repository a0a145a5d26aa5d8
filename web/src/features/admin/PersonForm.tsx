// A person's fields: for a new one with login and password, for a known one without.
import { Button, Group, PasswordInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, Label, Role } from "@/api";
import { Failure, LabelField } from "@/components";

export const roles: readonly Role[] = ["reader", "corrector", "editor", "manager", "auditor", "admin", "owner"];

export type PersonFields = {
  login: string;
  display_name: string;
  role: Role;
  clearance: Label;
  active: boolean;
  password: string;
};
type Props = {
  first: PersonFields;
  isNew: boolean;
  busy: boolean;
  error: ApiError | null;
  onSubmit: (fields: PersonFields) => void;
  onClose: () => void;
};

const passwordMin = 10;

export function PersonForm({ first, isNew, busy, error, onSubmit, onClose }: Props) {
  const { t } = useTranslation();
  const [fields, setFields] = useState(first);
  const set = (change: Partial<PersonFields>) => setFields({ ...fields, ...change });
  const isShort = fields.password !== "" && [...fields.password].length < passwordMin;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.login.trim() !== "" && !isShort && (!isNew || fields.password !== "")) onSubmit(fields);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <Failure error={error} />}
        {isNew && (
          <TextInput
            label={t("admin.login")}
            required
            withAsterisk={false}
            autoComplete="off"
            data-autofocus
            value={fields.login}
            onChange={(event) => set({ login: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t("admin.display_name")}
          value={fields.display_name}
          onChange={(event) => set({ display_name: event.currentTarget.value })}
        />
        <Select
          label={t("admin.role")}
          description={t(`admin.roles_hint.${fields.role}`)}
          inputWrapperOrder={["label", "input", "description"]}
          allowDeselect={false}
          value={fields.role}
          onChange={(role) => set({ role: roles.find((one) => one === role) ?? fields.role })}
          data={roles.map((role) => ({ value: role, label: t(`admin.roles.${role}`) }))}
        />
        <LabelField
          title={t("admin.clearance")}
          value={fields.clearance}
          onChange={(clearance) => set({ clearance })}
        />
        <PasswordInput
          label={isNew ? t("admin.password") : t("admin.password_set")}
          description={t("session.password_rule")}
          autoComplete="new-password"
          required={isNew}
          withAsterisk={false}
          value={fields.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
          error={isShort && t("session.password_rule")}
        />
        {!isNew && (
          <Switch
            label={t("admin.active")}
            checked={fields.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {isNew ? t("common.add") : t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
