// Where a question is typed. Enter sends, Shift+Enter starts a line, and a syllable that is still being composed is never sent.
import { ActionIcon, Textarea } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

type Props = { busy: boolean; onSend: (question: string) => void; onStop: () => void };

/** The Enter that ends a Hangul composition belongs to the input method. Safari reports it after the composition, as 229. */
export const sends = (event: Pick<KeyboardEvent["nativeEvent"], "key" | "shiftKey" | "isComposing" | "keyCode">) =>
  event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;

export function Composer({ busy, onSend, onStop }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const input = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const question = text.normalize("NFC").trim();
    if (question === "" || busy) return;
    onSend(question);
    setText("");
    input.current?.focus();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={input}
        aria-label={t("chat.question")}
        placeholder={t("chat.placeholder")}
        title={t("chat.hint")}
        autosize
        minRows={1}
        maxRows={8}
        size="md"
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!sends(event.nativeEvent)) return;
          event.preventDefault();
          send();
        }}
        rightSectionWidth={48}
        rightSection={
          busy ? (
            <ActionIcon size={34} radius="xl" variant="default" aria-label={t("chat.stop")} onClick={onStop}>
              <IconPlayerStopFilled size={16} />
            </ActionIcon>
          ) : (
            <ActionIcon size={34} radius="xl" type="submit" aria-label={t("chat.send")} disabled={text.trim() === ""}>
              <IconArrowUp size={18} />
            </ActionIcon>
          )
        }
      />
    </form>
  );
}
