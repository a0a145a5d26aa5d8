// A link inside the page: a real address, opened without a reload unless the reader asks for a new tab.
import { Anchor, type AnchorProps } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

type Props = AnchorProps & {
  href: string;
  children: ReactNode;
  "aria-label"?: string;
  "aria-current"?: "page" | undefined;
  /** Hears that it is followed, also into a new tab. */
  onFollow?: () => void;
};

export function AppLink({ href, children, onFollow, ...rest }: Props) {
  const router = useRouter({ warn: false });
  const open = (event: MouseEvent) => {
    onFollow?.();
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (elsewhere || !router) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <Anchor href={href} onClick={open} {...rest}>
      {children}
    </Anchor>
  );
}
