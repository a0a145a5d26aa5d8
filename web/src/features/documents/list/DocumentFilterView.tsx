// Finding in the list: by name, by state.
import { Group, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentState } from "@/api";

const states: DocumentState[] = ["ready", "queued", "failed", "duplicate"];
const typingMs = 250;

type Props = {
  name: string;
  state: DocumentState | undefined;
  onName: (name: string) => void;
  onState: (state: DocumentState | undefined) => void;
};

export function DocumentFilterView({ name, state, onName, onState }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name);
  useEffect(() => setTyped(name), [name]);
  useEffect(() => {
    if (typed === name) return;
    const timer = setTimeout(() => onName(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, name, onName]);
  return (
    <Group gap="xs" mb="sm" className="filter">
      <TextInput
        type="search"
        aria-label={t("documents.filter_name")}
        placeholder={t("documents.filter_name")}
        leftSection={<IconSearch size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Select
        aria-label={t("documents.filter_state")}
        w={130}
        allowDeselect={false}
        value={state ?? "all"}
        onChange={(value) => onState(states.find((one) => one === value))}
        data={[
          { value: "all", label: t("common.all") },
          ...states.map((one) => ({ value: one, label: t(`documents.states.${one}`) })),
        ]}
      />
    </Group>
  );
}
