// One question and the answers that there are to it: one at a time, or two side by side while they are compared.
import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer, Rating } from "@/api";
import { CourseLink } from "./CourseLink";
import { type Choice, nameOf } from "./choices";
import { ExchangeView } from "./ExchangeView";
import { RatingView } from "./RatingView";
import type { Source } from "./SourcesView";
import { comparedOf, shownOf, type Thread, type Version } from "./threads";

export type ThreadDoings = {
  onOpen: (source: Source) => void;
  /** Absent where it may only be read. */
  own?: {
    busy: boolean;
    choices: readonly Choice[];
    /** Who is asked where nobody is chosen. */
    usual: string;
    onAgain: (version: Version, model: string | undefined) => void;
    onRate: (number: number, rating: Rating) => void;
    onContinue: (number: number) => void;
  };
  notice: (answer: Answer) => ReactNode;
};
type Props = ThreadDoings & { thread: Thread; compared: boolean };

export function ThreadView({ thread, compared, ...doings }: Props) {
  const { versions } = thread;
  const [at, setAt] = useState(shownOf(thread));
  // Another answer came, or another one counts: it is what the reader wants to see.
  const shown = shownOf(thread);
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when their number alone has changed.
  useEffect(() => setAt(shown), [shown, versions.length]);
  const version = versions[at] ?? versions[0];
  if (compared && versions.length > 1) return <Compared versions={comparedOf(thread)} {...doings} />;
  if (!version) return null;
  return (
    <One version={version} {...doings}>
      {versions.length > 1 && <Versions at={at} count={versions.length} onTurn={setAt} />}
      {versions.length > 1 && <Continue version={version} own={doings.own} />}
    </One>
  );
}

type OneProps = ThreadDoings & {
  version: Version;
  /** Who is asked again; none: who is chosen now. */
  again?: string | undefined;
  children?: ReactNode;
};

function One({ version, again, own, notice, onOpen, children }: OneProps) {
  const isWhole = version.state === "done" && !version.hidden;
  const { number } = version;
  return (
    <ExchangeView
      exchange={version}
      hidden={version.hidden}
      notice={version.answer && notice(version.answer)}
      onOpen={onOpen}
      onAgain={own && !own.busy && !isWhole ? () => own.onAgain(version, again) : undefined}
      actions={
        <>
          {own && isWhole && <Again version={version} own={own} />}
          {own && isWhole && number !== undefined && (
            <RatingView
              rating={version.rating}
              reasons={version.reasons}
              note={version.note}
              onRate={(rating) => own.onRate(number, rating)}
            />
          )}
          {own && isWhole && <CourseLink answer={version.answer} />}
          {children}
        </>
      }
    />
  );
}

function Compared({ versions, ...doings }: ThreadDoings & { versions: readonly Version[] }) {
  const { t } = useTranslation();
  const { choices = [], usual = "" } = doings.own ?? {};
  return (
    <section className="compared" aria-label={t("chat.compared")}>
      {versions.map((version) => (
        <div key={version.id}>
          <Text size="xs" fw={600} c="dimmed">
            {nameOf(choices, (version.chosen ?? version.model) || usual, version.model)}
          </Text>
          <One version={version} again={version.chosen} {...doings}>
            <Continue version={version} own={doings.own} always />
          </One>
        </div>
      ))}
    </section>
  );
}

type OwnProps = { version: Version; own: ThreadDoings["own"] };

/** While answers are compared, the one that counts can be chosen, too. */
function Continue({ version, own, always = false }: OwnProps & { always?: boolean }) {
  const { t } = useTranslation();
  const { number } = version;
  if (!own || own.busy || number === undefined || version.state !== "done" || (version.counts && !always)) return null;
  return (
    <Button size="compact-sm" variant="light" onClick={() => own.onContinue(number)}>
      {t("chat.continue_with")}
    </Button>
  );
}

function Again({ version, own }: { version: Version; own: NonNullable<ThreadDoings["own"]> }) {
  const { t } = useTranslation();
  const button = (onClick?: () => void) => (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      leftSection={<IconRefresh size={15} />}
      disabled={own.busy}
      {...(onClick ? { onClick } : {})}
    >
      {t("chat.regenerate")}
    </Button>
  );
  if (own.choices.length < 2) return button(() => own.onAgain(version, undefined));
  return (
    <Menu position="bottom-start">
      <Menu.Target>{button()}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("chat.regenerate_with")}</Menu.Label>
        {own.choices.map(({ value, label }) => (
          <Menu.Item key={value} onClick={() => own.onAgain(version, value)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Versions({ at, count, onTurn }: { at: number; count: number; onTurn: (at: number) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={2} role="group" aria-label={t("chat.versions")}>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t("chat.version_before")}
        disabled={at === 0}
        onClick={() => onTurn(at - 1)}
      >
        <IconChevronLeft size={15} />
      </ActionIcon>
      <Text size="xs" c="dimmed" aria-live="polite">
        {t("common.page_of", { page: at + 1, pages: count })}
      </Text>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t("chat.version_after")}
        disabled={at === count - 1}
        onClick={() => onTurn(at + 1)}
      >
        <IconChevronRight size={15} />
      </ActionIcon>
    </Group>
  );
}
