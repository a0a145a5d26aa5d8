// An address that leads nowhere.
import { useTranslation } from "react-i18next";
import { AppLink, Empty } from "@/components";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty title={t("app.not_found")} text={t("app.not_found_hint")}>
      <AppLink href="/documents">{t("app.home")}</AppLink>
    </Empty>
  );
}
