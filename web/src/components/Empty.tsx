// The state "nothing there": says what it means and what the first step is.
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type Props = { title: string; text?: string; icon?: ReactNode; children?: ReactNode };

export function Empty({ title, text, icon, children }: Props) {
  return (
    <Stack role="status" align="center" gap="xs" py={56} px="md" ta="center">
      {icon}
      <Title order={2} size="h4">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw={460}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
