// A text under the rules as they are edited: what is met, what follows, how the text would go on.
import { Badge, Button, Group, Paper, SegmentedControl, Text, Textarea, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { GuardPlace, TriedGuards } from "@/api";
import { MarkedRanges } from "@/components";
import { wordOr } from "@/i18n";
import { places } from "./policy";
import { deedWord, ruleName } from "./words";

export type Tried = { of: string; place: GuardPlace; found: TriedGuards };
type Props = {
  text: string;
  place: GuardPlace;
  /** Whether some rules are not whole yet, and so are not tried. */
  unfinished: boolean;
  onText: (text: string) => void;
  onPlace: (place: GuardPlace) => void;
  /** States of the result, from who asks the server. */
  children: ReactNode;
};

const charactersMax = 15_000; // 64 KiB in UTF-8, also where all of it is Hangul

export function TryView({ text, place, unfinished, onText, onPlace, children }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("guards.try")}>
      <Title order={2} size="h4">
        {t("guards.try")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("guards.try_text")}
      </Text>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={t("guards.try_as")}
        value={place}
        data={places.map((one) => ({ value: one, label: t(`guards.places.${one}`) }))}
        onChange={onPlace}
      />
      <Textarea
        aria-label={t("guards.try_label")}
        placeholder={t("guards.try_placeholder")}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={charactersMax}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {text === "" && (
        <Button size="compact-sm" variant="subtle" mt={4} onClick={() => onText(t("guards.try_example_text"))}>
          {t("guards.try_example")}
        </Button>
      )}
      {unfinished && (
        <Text size="xs" c="dimmed" mt="xs">
          {t("guards.try_unfinished")}
        </Text>
      )}
      <section aria-label={t("guards.try_result")} aria-live="polite" className="guard-result">
        {children}
      </section>
    </Paper>
  );
}

export function TriedView({ tried, refusal }: { tried: Tried; refusal: string }) {
  const { t } = useTranslation();
  const { of, place, found } = tried;
  const refused = found.decisions.some(({ deed }) => deed === "refuse");
  const outcome = refused ? `guards.outcome.${place}` : found.decisions.length > 0 ? "guards.flagged" : "guards.pass";
  return (
    <>
      <Text size="sm" fw={600} className={refused ? "guard-wrong" : undefined}>
        {t(outcome as "guards.pass")}
      </Text>
      {refused && place === "question" && refusal !== "" && (
        <Text size="sm" component="q">
          {refusal}
        </Text>
      )}
      {found.decisions.length > 0 && (
        <>
          <p className="guard-tried">
            <MarkedRanges text={of} ranges={found.decisions} />
          </p>
          <Met decisions={found.decisions} />
        </>
      )}
      {found.text !== of && (
        <>
          <Text size="xs" fw={600} c="dimmed" mt="sm">
            {t("guards.masked_text")}
          </Text>
          <p className="guard-tried">{found.text}</p>
        </>
      )}
    </>
  );
}

function Met({ decisions }: { decisions: TriedGuards["decisions"] }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <Text size="xs" fw={600} c="dimmed">
        {t("guards.found")}
      </Text>
      <ul className="plain-list" aria-label={t("guards.found")}>
        {decisions.map((one, at) => (
          <li key={at}>
            <Group gap={6}>
              <Text size="sm">{ruleName(one, i18n.language)}</Text>
              <Badge size="sm" variant="light" color="gray" tt="none">
                {deedWord(t, one.deed, [one.place])}
              </Badge>
              {one.hidden && (
                <Badge size="sm" variant="outline" color="gray" tt="none">
                  {t("guards.hidden_as", { how: wordOr(t, "guards.hidden", one.hidden) })}
                </Badge>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </>
  );
}
