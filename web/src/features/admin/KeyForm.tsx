// What a new key is called, what it is for, how long it is good, and how much it may take.
import { Button, Checkbox, Group, NumberInput, Select, SimpleGrid, Stack, TagsInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, KeyScope, KeyWish } from "@/api";
import { Failure } from "@/components";

const days = [30, 90, 365] as const;
const dayMs = 86_400_000;
const scopes = ["all", "models", "retrieval", "documents"] as const satisfies readonly KeyScope[];
const limits = ["requests_per_minute", "tokens_per_minute", "tokens_per_month"] as const;
type Limits = Partial<Record<(typeof limits)[number], number>>;

export type KeyFormProps = {
  busy: boolean;
  error: ApiError | null;
  onAdd: (wish: KeyWish) => void;
  onClose: () => void;
};

/** `all` stands alone: beside it the others would say nothing. */
const chosenScopes = (before: readonly string[], now: readonly string[]): KeyScope[] => {
  if (now.includes("all") && !before.includes("all")) return ["all"];
  return scopes.filter((scope) => scope !== "all" || now.length === 1).filter((scope) => now.includes(scope));
};

export function KeyForm({ busy, error, onAdd, onClose }: KeyFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [valid, setValid] = useState("90");
  const [chosen, setChosen] = useState<KeyScope[]>(["all"]);
  const [models, setModels] = useState<string[]>([]);
  const [limited, setLimited] = useState<Limits>({});
  const isWhole = chosen.includes("all");
  const ready = name.trim() !== "" && chosen.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    onAdd({
      name: name.trim(),
      ...(valid === "" ? {} : { expires_ms: Date.now() + Number(valid) * dayMs }),
      scopes: chosen,
      models: isWhole ? [] : models,
      ...limited,
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <Failure error={error} />}
        <TextInput
          label={t("admin.key_name")}
          description={t("admin.key_name_hint")}
          maxLength={128}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t("admin.key_expires")}
          allowDeselect={false}
          value={valid}
          onChange={(value) => setValid(value ?? "")}
          data={[
            ...days.map((count) => ({ value: String(count), label: t("admin.key_days", { count }) })),
            { value: "", label: t("admin.key_forever") },
          ]}
        />
        <Checkbox.Group
          label={t("admin.key_for")}
          description={t("admin.key_for_hint")}
          value={chosen}
          onChange={(now) => setChosen(chosenScopes(chosen, now))}
        >
          <Group gap="md" mt="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(`admin.key_scope.${scope}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        {!isWhole && (
          <TagsInput
            label={t("admin.key_models")}
            description={t("admin.key_models_hint")}
            value={models}
            onChange={setModels}
            maxTags={64}
          />
        )}
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          {limits.map((limit) => (
            <NumberInput
              key={limit}
              label={t(`admin.key_limit.${limit}`)}
              placeholder={t("admin.key_limit_none")}
              min={1}
              max={1_000_000_000_000}
              hideControls
              allowDecimal={false}
              thousandSeparator=","
              value={limited[limit] ?? ""}
              onChange={(value) => {
                const { [limit]: _, ...others } = limited;
                setLimited(typeof value === "number" ? { ...others, [limit]: value } : others);
              }}
            />
          ))}
        </SimpleGrid>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={!ready}>
            {t("admin.key_add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
