// Three amounts as text: a number that a browser rounds would be another price.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, ModelPrice } from "@/api";
import { Failure } from "@/components";

type Amounts = { prompt: string; cached: string; completion: string };

const shape = /^[0-9]{1,10}([.][0-9]{1,6})?$/;
const isAmount = (text: string) => shape.test(text);

type Props = {
  price: ModelPrice;
  busy: boolean;
  error: ApiError | undefined;
  onSave: (price: ModelPrice) => void;
};

export function PriceForm({ price, busy, error, onSave }: Props) {
  const { t } = useTranslation();
  const [amounts, setAmounts] = useState<Amounts>({
    prompt: price?.prompt ?? "",
    cached: price?.cached ?? "",
    completion: price?.completion ?? "",
  });
  const [sent, setSent] = useState(false);
  const wrong = (name: keyof Amounts) => {
    const isLeftOut = name === "cached" && amounts.cached === "";
    return sent && !isLeftOut && !isAmount(amounts[name]) ? t("usage.amount_wrong") : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    const { prompt, cached, completion } = amounts;
    if (!isAmount(prompt) || !isAmount(completion) || (cached !== "" && !isAmount(cached))) return;
    onSave({ prompt, completion, ...(cached !== "" && { cached }) });
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
