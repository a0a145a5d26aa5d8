// A new procedure: for which purpose, what for, and who gets the data.
import { Select, TagsInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type NewProcedure } from "@/api";
import { FormDialog, useGo } from "@/components";
import { useStart } from "./useProcedures";

const purposes = ["statistics", "research", "archive", "ai_development", "other"] as const;

export function StartDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const start = useStart();
  const [purpose, setPurpose] = useState<NewProcedure["purpose"]>("statistics");
  const [about, setAbout] = useState("");
  const [recipients, setRecipients] = useState<string[]>([]);
  const send = () =>
    start.mutate(
      { purpose, about: about.trim(), recipients },
      { onSuccess: ({ id }) => go(`/procedures/${encodeURIComponent(id)}`) },
    );
  return (
    <FormDialog
      opened={opened}
      title={t("procedures.start")}
      submit={t("procedures.start_now")}
      ready={about.trim() !== ""}
      busy={start.isPending}
      error={start.error && asApiError(start.error)}
      onSubmit={send}
      onClose={onClose}
    >
      <Select
        label={t("procedures.purpose")}
        allowDeselect={false}
        value={purpose}
        data={purposes.map((one) => ({ value: one, label: t(`procedures.purposes.${one}`) }))}
        onChange={(value) => value && setPurpose(value as NewProcedure["purpose"])}
      />
      <Textarea
        label={t("procedures.about")}
        description={t("procedures.about_text")}
        placeholder={t("procedures.about_placeholder")}
        required
        autosize
        minRows={2}
        maxLength={600}
        value={about}
        onChange={(event) => setAbout(event.currentTarget.value)}
      />
      <TagsInput
        label={t("procedures.recipients")}
        description={t("procedures.recipients_text")}
        maxTags={50}
        value={recipients}
        onChange={setRecipients}
      />
    </FormDialog>
  );
}
