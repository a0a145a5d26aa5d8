// The blocks of a recipe: in their order, each with its options; moved by buttons or by Alt and the arrow keys.
import { ActionIcon, Button, Group, Menu, SimpleGrid, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Operation, TriedStep } from "@/api";
import { wordOr } from "@/i18n";
import { formatNumber } from "@/text/format";
import { OptionField } from "./OptionField";
import { moved, newStep, offered, type Step, withOption } from "./recipe";

type Props = {
  steps: Step[];
  operations: Operation[];
  tried: TriedStep[] | undefined;
  onChange: (steps: Step[]) => void;
};

export function StepList({ steps, operations, tried, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const name = (operation: string) => wordOr(t, "pipeline.operations", operation);
  const move = (from: number, to: number) => onChange(moved(steps, from, to));
  const onKeyDown = (at: number) => (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(at, event.key === "ArrowUp" ? at - 1 : at + 1);
  };
  return (
    <>
      <ol className="pipeline-steps" aria-label={t("pipeline.steps")}>
        {steps.map((step, at) => {
          const kind = operations.find((operation) => operation.name === step.operation);
          const counts = tried?.length === steps.length ? tried[at] : undefined;
          return (
            <li key={step.key} onKeyDown={onKeyDown(at)}>
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Text fw={600}>{name(step.operation)}</Text>
                <Group gap={2} wrap="nowrap" className="no-shrink">
                  {counts && counts.changed + counts.removed > 0 && (
                    <Text size="xs" c="dimmed" mr={6}>
                      {t("pipeline.counts", {
                        changed: formatNumber(counts.changed, i18n.language),
                        removed: formatNumber(counts.removed, i18n.language),
                      })}
                    </Text>
                  )}
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("pipeline.up", { name: name(step.operation) })}
                    disabled={at === 0}
                    onClick={() => move(at, at - 1)}
                  >
                    <IconArrowUp size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("pipeline.down", { name: name(step.operation) })}
                    disabled={at === steps.length - 1}
                    onClick={() => move(at, at + 1)}
                  >
                    <IconArrowDown size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("pipeline.remove", { name: name(step.operation) })}
                    onClick={() => onChange(steps.filter((one) => one !== step))}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </Group>
              </Group>
              <Text size="sm" c="dimmed">
                {wordOr(t, "pipeline.about", step.operation)}
              </Text>
              <details>
                <summary>{t("pipeline.settings")}</summary>
                <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs" mt="xs">
                  {kind?.options.map((option) => (
                    <OptionField
                      key={option.name}
                      operation={step.operation}
                      option={option}
                      value={step.options[option.name] ?? option.preset}
                      onChange={(value) =>
                        onChange(
                          steps.map((one) =>
                            one === step ? withOption(step, option.name, value, option.preset) : one,
                          ),
                        )
                      }
                    />
                  ))}
                </SimpleGrid>
              </details>
            </li>
          );
        })}
      </ol>
      <Menu shadow="md">
        <Menu.Target>
          <Button variant="default" size="sm" leftSection={<IconPlus size={16} />}>
            {t("pipeline.add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered(operations).map((operation) => (
            <Menu.Item key={operation.name} onClick={() => onChange([...steps, newStep(operation.name)])}>
              {name(operation.name)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
