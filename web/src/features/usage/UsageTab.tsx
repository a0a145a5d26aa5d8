// 관리 > 사용량과 비용: what models took and cost in a month, and what they cost from now on.
import { Group, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PricedModel, toLoad, type UsageBy } from "@/api";
import { Loaded } from "@/components";
import { formatMonth, recentMonths } from "./months";
import { PriceDialog } from "./PriceDialog";
import { PricesView } from "./PricesView";
import { UsageView } from "./UsageView";
import { useModelPrices, useUsage } from "./useUsage";

const monthsShown = 24;
const groupings: readonly UsageBy[] = ["model", "person", "key", "application", "day"];

export function UsageTab() {
  const { t, i18n } = useTranslation();
  const months = recentMonths(new Date(), monthsShown);
  const [month, setMonth] = useState(months[0] ?? "");
  const [by, setBy] = useState<UsageBy>("model");
  const usage = useUsage(month, by);
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t("usage.text")}
      </Text>
      <Group mb="md" gap="sm" align="end">
        <Select
          label={t("usage.month")}
          allowDeselect={false}
          data={months.map((value) => ({ value, label: formatMonth(value, i18n.language) }))}
          value={month}
          onChange={(value) => value && setMonth(value)}
        />
        <Select
          label={t("usage.by")}
          allowDeselect={false}
          data={groupings.map((value) => ({ value, label: t(`usage.bys.${value}`) }))}
          value={by}
          onChange={(value) => value && setBy(value as UsageBy)}
        />
      </Group>
      <Loaded load={toLoad(usage)}>{(found) => <UsageView usage={found} />}</Loaded>
      <Prices />
    </>
  );
}

function Prices() {
  const prices = useModelPrices();
  const [edited, setEdited] = useState<PricedModel | null>(null);
  return (
    <>
      <Loaded load={toLoad(prices)}>{(found) => <PricesView prices={found} onEdit={setEdited} />}</Loaded>
      {edited && <PriceDialog model={edited} onClose={() => setEdited(null)} />}
    </>
  );
}
