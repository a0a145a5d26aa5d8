// The way to the rooms that a person may enter: a column at the side, a bar at the bottom of narrow screens.
import {
  IconApps,
  IconChartBar,
  IconClipboardCheck,
  IconCopy,
  IconFileText,
  IconFilter,
  IconMessageCircle,
  IconSearch,
  IconSettings,
  IconShieldCheck,
} from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Right } from "@/api";
import { AppLink } from "@/components";
import { useUploadsRunning } from "@/features/documents";
import { useRights } from "@/features/session";

type Room = {
  name:
    | "chat"
    | "search"
    | "documents"
    | "applications"
    | "pipeline"
    | "duplicates"
    | "personal"
    | "procedures"
    | "evaluation"
    | "admin";
  Icon: typeof IconSearch;
  rights: readonly Right[];
};

const rooms: readonly Room[] = [
  { name: "chat", Icon: IconMessageCircle, rights: ["ask"] },
  { name: "search", Icon: IconSearch, rights: ["ask"] },
  { name: "documents", Icon: IconFileText, rights: ["ask"] },
  { name: "applications", Icon: IconApps, rights: ["ask"] },
  { name: "pipeline", Icon: IconFilter, rights: ["write_documents"] },
  { name: "duplicates", Icon: IconCopy, rights: ["write_documents"] },
  { name: "personal", Icon: IconShieldCheck, rights: ["see_unmasked", "write_documents"] },
  { name: "procedures", Icon: IconClipboardCheck, rights: ["see_unmasked"] },
  { name: "evaluation", Icon: IconChartBar, rights: ["write_documents"] },
  { name: "admin", Icon: IconSettings, rights: ["manage_people", "manage_labels", "manage_system", "read_audit"] },
];

export function Navigation() {
  const { t } = useTranslation();
  const may = useRights();
  const running = useUploadsRunning();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const bar = useRef<HTMLElement>(null);
  // On narrow screens the bar may be wider than the screen: the room that one is in is always seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path marks another link
  useEffect(() => {
    bar.current?.querySelector('[aria-current="page"]')?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav ref={bar} aria-label={t("app.navigation")} className="navigation">
      {rooms
        .filter(({ rights }) => rights.some(may))
        .map(({ name, Icon }) => (
          <AppLink
            key={name}
            href={`/${name}`}
            underline="never"
            aria-current={path === `/${name}` || path.startsWith(`/${name}/`) ? "page" : undefined}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            <span>{t(`nav.${name}`)}</span>
            {name === "documents" && running > 0 && <span className="running">{running}</span>}
          </AppLink>
        ))}
    </nav>
  );
}
