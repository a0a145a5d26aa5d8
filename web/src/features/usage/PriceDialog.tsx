// Changing what a model costs from now on.
import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { asApiError, type ModelPrice, type PricedModel } from "@/api";
import { announce } from "@/components";
import { PriceForm } from "./PriceForm";
import { useSetPrice } from "./useUsage";

export function PriceDialog({ model, onClose }: { model: PricedModel; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useSetPrice();
  const save = (price: ModelPrice) =>
    change.mutate(
      { model: model.model, price },
      {
        onSuccess: () => {
          announce(t("usage.saved"));
          onClose();
        },
      },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("usage.edit_of", { model: model.model })}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <PriceForm
        price={model.price}
        hourly={model.kind === "gguf"}
        busy={change.isPending}
        error={change.error ? asApiError(change.error) : undefined}
        onSave={save}
      />
    </Modal>
  );
}
