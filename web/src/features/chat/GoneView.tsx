// That who was chosen can be asked no longer.
import { Text } from "@mantine/core";

export function GoneView({ gone }: { gone: readonly string[] }) {
  return gone.map((words) => (
    <Text key={words} size="xs" c="dimmed" ta="center" mb={6}>
      {words}
    </Text>
  ));
}
