// All prompts: what each is for, which version is in use, and whether something about it is weak.
import { Badge, Group, Paper, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PromptListItem } from "@/api";
import { inLanguage, versionName } from "./words";

type Props = { prompts: readonly PromptListItem[]; onOpen: (id: string) => void };

export function PromptListView({ prompts, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  if (prompts.length === 0) return <Text role="status">{t("prompts.none")}</Text>;
  return (
    <Paper withBorder component="section" aria-label={t("prompts.list")}>
      <ul className="prompt-list" aria-label={t("prompts.list")}>
        {prompts.map((prompt) => (
          <li key={prompt.id}>
            <UnstyledButton className="prompt-open" onClick={() => onOpen(prompt.id)}>
              <span className="prompt-name">
                <Text size="sm" fw={550} component="span">
                  {inLanguage(prompt.name, i18n.language)}
                </Text>
                <Text size="xs" c="dimmed" component="span">
                  {inLanguage(prompt.about, i18n.language)}
                </Text>
              </span>
              <Group gap={6} component="span">
                {prompt.findings > 0 && (
                  <Badge size="sm" variant="light" color="yellow" tt="none" component="span">
                    {t("prompts.weak_count", { findings: prompt.findings })}
                  </Badge>
                )}
                {prompt.shipped_changed && (
                  <Badge size="sm" variant="outline" color="gray" tt="none" component="span">
                    {t("prompts.shipped_changed")}
                  </Badge>
                )}
                <Badge
                  size="sm"
                  variant="light"
                  color={prompt.in_use === 0 ? "gray" : "blue"}
                  tt="none"
                  component="span"
                >
                  {versionName(t, prompt.in_use)}
                </Badge>
              </Group>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
