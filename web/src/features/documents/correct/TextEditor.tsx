// One element's text in a field: Enter keeps, Shift+Enter breaks the line, Ctrl+Enter cuts at the caret, Esc gives up.
import { Button, Group, Textarea } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Correction, Element, NewCorrection } from "@/api";
import { lineOf, setText, splitText } from "./wishes";

type Props = {
  element: Element;
  onCorrect: (wish: NewCorrection) => Promise<Correction | undefined>;
  onLeave: () => void;
};

export function TextEditor({ element, onCorrect, onLeave }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setValue] = useState(lineOf(element));
  const [busy, setBusy] = useState(false);
  const send = async (wish: NewCorrection | undefined) => {
    if (!wish) return;
    setBusy(true);
    const made = await onCorrect(wish);
    setBusy(false);
    if (made) onLeave();
  };
  const isSame = text === lineOf(element);
  const save = () => (isSame ? onLeave() : void send(setText(element, text)));
  const split = () => void send(splitText(element, text, field.current?.selectionStart ?? 0));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onLeave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) split();
    else if (event.key === "Enter" && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="element-editor">
      <Textarea
        ref={field}
        aria-label={t("correct.text")}
        autosize
        maxRows={20}
        value={text}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        data-autofocus
        autoFocus
      />
      <Group gap="xs" mt={6}>
        <Button size="compact-sm" onClick={save} loading={busy} disabled={text.trim() === ""}>
          {t("common.save")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={split} disabled={!isSame || busy}>
          {t("correct.split")}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onLeave}>
          {t("common.cancel")}
        </Button>
      </Group>
    </div>
  );
}
