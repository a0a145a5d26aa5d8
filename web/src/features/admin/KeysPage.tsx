// One's own API keys, for everybody.
import { useTranslation } from "react-i18next";
import { PageHead } from "@/components";
import { KeysTab } from "./KeysTab";

export function KeysPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("nav.keys")} />
      <KeysTab />
    </>
  );
}
