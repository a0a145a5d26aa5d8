// Doubtful words one after another: the picture of each, what the reader made of it, and a field for what stands there.
// Enter says that it is right or keeps what was typed and goes on; arrows go on without an answer; Esc leaves.
import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DocumentId, type PageSize, pageImageAddress } from "@/api";
import type { Doubt } from "./doubts";
import type { Doubts } from "./useDoubts";

type Props = {
  id: DocumentId;
  pages: readonly PageSize[];
  doubts: Doubts;
  field: RefObject<HTMLInputElement | null>;
  /** Gives whether it was kept. */
  onCorrect: (doubt: Doubt, word: string) => Promise<boolean>;
  onLeave: () => void;
};

export function DoubtDesk({ id, pages, doubts, field, onCorrect, onLeave }: Props) {
  const { t } = useTranslation();
  const { current, open, at } = doubts;
  const [busy, setBusy] = useState(false);
  const [word, setWord] = useState(current?.text ?? "");
  const key = current?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word, another text; its text alone may be the same.
  useEffect(() => {
    setWord(current?.text ?? "");
    if (document.activeElement === field.current) field.current?.select();
  }, [key]);
  // Whoever has a keyboard begins with the words; on a phone the field would bring up one over the page.
  useEffect(() => {
    if (window.matchMedia?.("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
  }, [field]);
  if (!current) return null;
  const size = pages[current.page];
  const isSame = word.trim() === current.text || word.trim() === "";
  const answer = async () => {
    if (isSame) return doubts.settle(current.key);
    setBusy(true);
    if (await onCorrect(current, word.trim())) doubts.settle(current.key);
    setBusy(false);
    field.current?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || busy) return;
    if (event.key === "Enter") void answer();
    else if (event.key === "ArrowDown") doubts.step(1);
    else if (event.key === "ArrowUp") doubts.step(-1);
    else if (event.key === "Escape") onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="doubt-desk" aria-label={t("correct.doubts.title")}>
      {size && <Cutout address={pageImageAddress(id, current.page, cutoutDpi)} size={size} doubt={current} />}
      <div className="doubt-answer">
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Text size="sm" fw={600}>
            {t("correct.doubts.title")}{" "}
            <Text span size="sm" c="dimmed" role="status">
              {at + 1} / {open.length} · {t("view.page", { label: size?.label || current.page + 1 })}
            </Text>
          </Text>
          <Group gap={4} wrap="nowrap">
            <ActionIcon variant="default" aria-label={t("correct.doubts.previous")} onClick={() => doubts.step(-1)}>
              <IconChevronUp size={16} />
            </ActionIcon>
            <ActionIcon variant="default" aria-label={t("correct.doubts.next")} onClick={() => doubts.step(1)}>
              <IconChevronDown size={16} />
            </ActionIcon>
          </Group>
        </Group>
        <Context doubt={current} />
        <Group gap="xs" wrap="nowrap">
          <TextInput
            ref={field}
            size="xs"
            className="doubt-word"
            aria-label={t("correct.doubts.word")}
            value={word}
            disabled={!current.spot}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setWord(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <Button size="xs" loading={busy} onClick={() => void answer()}>
            {isSame ? t("correct.doubts.right") : t("common.save")}
          </Button>
        </Group>
      </div>
    </section>
  );
}

/** A finer picture than the page's own: small type is what the reader doubts. */
const cutoutDpi = 200;

function Cutout({ address, size, doubt }: { address: string; size: PageSize; doubt: Doubt }) {
  const { t } = useTranslation();
  const [x0, y0, x1, y1] = doubt.box;
  const [aside, above] = [(y1 - y0) * 2.5, (y1 - y0) * 0.6];
  return (
    <svg
      className="doubt-cutout"
      viewBox={`${x0 - aside} ${y0 - above} ${x1 - x0 + 2 * aside} ${y1 - y0 + 2 * above}`}
      role="img"
      aria-label={t("correct.doubts.picture")}
    >
      <image href={address} width={size.width} height={size.height} preserveAspectRatio="none" />
      <rect x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
    </svg>
  );
}

/** Letters of the text shown on each side of the word. */
const contextLetters = 24;

function Context({ doubt: { spot, text } }: { doubt: Doubt }) {
  const { t } = useTranslation();
  if (!spot) {
    return (
      <Text size="sm" c="dimmed">
        {t("correct.doubts.nowhere", { text })}
      </Text>
    );
  }
  const { begin, end } = spot.range;
  const [from, to] = [Math.max(0, begin - contextLetters), Math.min(spot.text.length, end + contextLetters)];
  return (
    <Text size="sm" className="doubt-context">
      {from > 0 && "…"}
      {spot.text.slice(from, begin)}
      <mark>{spot.text.slice(begin, end)}</mark>
      {spot.text.slice(end, to)}
      {to < spot.text.length && "…"}
    </Text>
  );
}
