// Amounts as text: a number that a browser rounds would be another price.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, ModelPrice } from "@/api";
import { Failure } from "@/components";

type Amounts = { prompt: string; cached: string; completion: string; hour: string };
const names = ["prompt", "cached", "completion", "hour"] as const;

const shape = /^[0-9]{1,10}([.][0-9]{1,6})?$/;
const isAmount = (text: string) => shape.test(text);

type Props = {
  price: ModelPrice;
  /** Whether the model computes on this machine. */
  hourly: boolean;
  busy: boolean;
  error: ApiError | undefined;
  onSave: (price: ModelPrice) => void;
};

export function PriceForm({ price, hourly, busy, error, onSave }: Props) {
  const { t } = useTranslation();
  const [amounts, setAmounts] = useState<Amounts>({
    prompt: price?.prompt ?? "",
    cached: price?.cached ?? "",
    completion: price?.completion ?? "",
    hour: price?.hour ?? "",
  });
  const [sent, setSent] = useState(false);
  const wrong = (name: keyof Amounts) => {
    const isLeftOut = amounts[name] === "" && (hourly || name === "cached");
    return sent && !isLeftOut && !isAmount(amounts[name]) ? t("usage.amount_wrong") : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    const given = names.filter((name) => amounts[name] !== "");
    const isWhole = hourly ? given.length > 0 : amounts.prompt !== "" && amounts.completion !== "";
    if (!isWhole || !given.every((name) => isAmount(amounts[name]))) return;
    onSave(Object.fromEntries(given.map((name) => [name, amounts[name]])));
  };
  const field = (name: keyof Amounts, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      inputMode="decimal"
      value={amounts[name]}
      error={wrong(name)}
      onChange={(event) => setAmounts({ ...amounts, [name]: event.currentTarget.value.trim() })}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {field("prompt", t("usage.price_in"))}
        {field("cached", t("usage.price_cached"), t("usage.as_in"))}
        {field("completion", t("usage.price_out"))}
        {hourly && field("hour", t("usage.price_hour"), t("usage.hour_text"))}
        {error && <Failure error={error} />}
        <Group justify="space-between">
          <Button variant="subtle" color="red" disabled={!price} onClick={() => onSave(null)}>
            {t("usage.remove")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("usage.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
