// The frame around every page: skip link, brand, controls, navigation, and the region that speaks to screen readers.
import { Outlet, useLocation } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { AppLink, Loading } from "@/components";
import { Controls } from "./Controls";
import { ErrorBoundary } from "./ErrorBoundary";
import { Navigation } from "./Navigation";
import { PersonMenu } from "./PersonMenu";

export function Shell() {
  const { t } = useTranslation();
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <div className="shell">
      <a href="#main" className="skip">
        {t("app.skip")}
      </a>
      <header className="top">
        <AppLink href="/chat" underline="never" className="brand">
          <img src="/icon.svg" alt="" width={26} height={26} />
          {t("app.name")}
        </AppLink>
        <div className="top-controls">
          <Controls />
          <PersonMenu />
        </div>
      </header>
      <Navigation />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={path}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}
