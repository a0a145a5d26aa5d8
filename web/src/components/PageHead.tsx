// A page's heading with its actions. Names the browser tab and takes the focus when the page changes, as a page load would.
import { Group, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

type Props = { title: string; children?: ReactNode; focus?: boolean; tab?: string };

export function PageHead({ title, children, focus = true, tab = title }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · onggi`;
  }, [tab]);
  useEffect(() => {
    if (focus && document.activeElement?.tagName !== "INPUT") heading.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <Group justify="space-between" mb="md" gap="sm" mih={40}>
      <Title order={1} size="h2" ref={heading} tabIndex={-1} className="page-title">
        {title}
      </Title>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
