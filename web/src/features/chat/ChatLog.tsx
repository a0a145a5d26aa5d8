// Where a conversation scrolls: it follows the text while it grows, unless the reader has scrolled up to read.
import { IconMessageCircle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components";

type Props = {
  /** Changes with the conversation and with each new question. */
  at: string;
  /** Grows with the last answer. */
  growth: string;
  empty: boolean;
  children: ReactNode;
};

export function ChatLog({ at, growth, empty, children }: Props) {
  const { t } = useTranslation();
  const log = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the last answer has grown.
  useEffect(() => {
    const pane = log.current;
    if (pane && isAtEnd.current) pane.scrollTop = pane.scrollHeight;
  }, [growth]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question always comes into view.
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [at]);
  return (
    <section
      ref={log}
      className="log"
      aria-label={t("chat.log")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the conversation is scrolled by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: pane }) => {
        isAtEnd.current = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80;
      }}
    >
      {empty && (
        <Empty
          title={t("chat.start_title")}
          text={t("chat.start_text")}
          icon={<IconMessageCircle size={40} stroke={1.2} aria-hidden />}
        />
      )}
      {children}
    </section>
  );
}
