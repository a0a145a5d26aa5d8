// Adding or changing a source. Secrets are written here and never read back.
import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, NewSource, Source } from "@/api";
import { Failure, LabelField } from "@/components";
import { errorWords } from "@/i18n";
import { linesFrom, optionsFrom, pairsFrom } from "./lines";

const kinds = ["folder", "mail", "s3", "sql", "web"] as const;

type Props = {
  source: Source | undefined; // undefined: a new one
  busy: boolean;
  error: ApiError | null;
  onSubmit: (wish: NewSource) => void;
  onClose: () => void;
};

const first = (source: Source | undefined) => ({
  name: source?.name ?? "",
  kind: source?.kind ?? ("folder" as const),
  location: source?.location ?? "",
  schedule: source?.schedule ?? "daily 03:00",
  label: source?.label ?? ("O" as const),
  allow: (source?.allow ?? []).join(", "),
  options: linesFrom(source?.options ?? {}),
  fields: linesFrom(source?.fields ?? {}),
  secrets: "",
});

type Values = Omit<ReturnType<typeof first>, "kind"> & { kind: NewSource["kind"] };

function wishFrom(values: Values, source: Source | undefined): NewSource {
  const secrets = pairsFrom(values.secrets);
  const allow = values.allow
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return {
    name: values.name.normalize("NFC").trim(),
    kind: values.kind,
    location: values.location.trim(),
    schedule: values.schedule.trim(),
    options: optionsFrom(values.options),
    fields: Object.fromEntries(pairsFrom(values.fields)),
    ...(secrets.length > 0 ? { secrets: Object.fromEntries(secrets) } : {}),
    ...(source && !source.may_share ? {} : { label: values.label, allow }),
  };
}

export function SourceDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={props.source ? t("sources.edit", { name: props.source.name }) : t("sources.add")}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <SourceForm {...props} />
    </Modal>
  );
}

export function SourceForm({ source, busy, error, onSubmit, onClose }: Props) {
  const { t } = useTranslation();
  const [values, setValues] = useState<Values>(() => first(source));
  const set = (change: Partial<Values>) => setValues({ ...values, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (values.name.trim() !== "" && values.location.trim() !== "") onSubmit(wishFrom(values, source));
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {error && <Failure error={error} words={`${errorWords(t, error)} (${error.message})`} />}
        <TextInput
          label={t("sources.name")}
          data-autofocus
          value={values.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t("sources.kind")}
          disabled={source !== undefined}
          allowDeselect={false}
          value={values.kind}
          data={kinds.map((kind) => ({ value: kind, label: t(`sources.kinds.${kind}`) }))}
          onChange={(kind) => set({ kind: kinds.find((one) => one === kind) ?? values.kind })}
        />
        <TextInput
          label={t("sources.location")}
          description={t(`sources.location_hint.${values.kind}`)}
          value={values.location}
          onChange={(event) => set({ location: event.currentTarget.value })}
        />
        <TextInput
          label={t("sources.schedule")}
          description={t("sources.schedule_hint")}
          value={values.schedule}
          onChange={(event) => set({ schedule: event.currentTarget.value })}
        />
        {(source === undefined || source.may_share) && (
          <>
            <LabelField title={t("label.name")} value={values.label} onChange={(label) => set({ label })} />
            <TextInput
              label={t("sources.allow")}
              description={t("sources.allow_hint")}
              value={values.allow}
              onChange={(event) => set({ allow: event.currentTarget.value })}
            />
          </>
        )}
        <Textarea
          label={t("sources.options")}
          description={t(`sources.options_hint.${values.kind}`)}
          autosize
          minRows={2}
          value={values.options}
          onChange={(event) => set({ options: event.currentTarget.value })}
        />
        <Textarea
          label={t("sources.fields")}
          description={t("sources.fields_hint")}
          autosize
          value={values.fields}
          onChange={(event) => set({ fields: event.currentTarget.value })}
        />
        {(values.kind === "s3" || values.kind === "sql" || values.kind === "web") && (
          <Textarea
            label={t("sources.secrets")}
            description={t(`sources.secrets_hint.${values.kind}`)}
            placeholder={source?.secrets.map((name) => `${name}=●●●`).join("\n") ?? ""}
            autosize
            autoComplete="off"
            value={values.secrets}
            onChange={(event) => set({ secrets: event.currentTarget.value })}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {source ? t("common.save") : t("common.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
