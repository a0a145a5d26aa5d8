// What each registered model costs for a million tokens, or for an hour of this machine.
import { Button, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ModelPrices, PricedModel } from "@/api";

const columns = [
  ["price_in", "prompt"],
  ["price_cached", "cached"],
  ["price_out", "completion"],
  ["price_hour", "hour"],
] as const;

export function PricesView({ prices, onEdit }: { prices: ModelPrices; onEdit: (model: PricedModel) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={2} size="h4" mt="xl" mb="xs">
        {t("usage.prices")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("usage.prices_text", { currency: prices.currency })}
      </Text>
      {prices.models.length === 0 ? (
        <Text role="status" c="dimmed">
          {t("usage.no_models")}
        </Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables are scrolled by keyboard, too.
        <div className="wide-table" tabIndex={0}>
          <Table aria-label={t("usage.prices")} miw={560} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("usage.model")}</Table.Th>
                {columns.map(([text]) => (
                  <Table.Th key={text} ta="right">
                    {t(`usage.${text}`)}
                  </Table.Th>
                ))}
                <Table.Th>
                  <span className="visually-hidden">{t("common.actions")}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {prices.models.map((model) => (
                <Row key={model.model} model={model} onEdit={onEdit} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

function Row({ model, onEdit }: { model: PricedModel; onEdit: (model: PricedModel) => void }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Th scope="row">{model.model}</Table.Th>
      {columns.map(([text, field]) => (
        <Table.Td key={text} ta="right" className="nowrap">
          {model.price?.[field] ?? t("usage.free")}
        </Table.Td>
      ))}
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("usage.edit_of", { model: model.model })}
          onClick={() => onEdit(model)}
        >
          {t("usage.edit")}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
