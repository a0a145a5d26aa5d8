// What is weak about a wording, each with a proposal that can be taken over.
import { Badge, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PromptFinding } from "@/api";
import type { Proposal } from "./wording";
import { inLanguage } from "./words";

type Props = {
  findings: readonly PromptFinding[];
  /** The texts were changed since: what is proposed has no place yet. */
  stale: boolean;
  onTake: (proposal: Proposal) => void;
};

export function FindingsView({ findings, stale, onTake }: Props) {
  const { t, i18n } = useTranslation();
  if (findings.length === 0) return <Text size="sm">{t("prompts.good")}</Text>;
  return (
    <ul className="prompt-findings" aria-label={t("prompts.check")}>
      {findings.map(({ check, fault, text, proposal }, at) => {
        const words = inLanguage(text, i18n.language);
        return (
          <li key={at} data-check={check}>
            <Group gap={6} align="baseline">
              {fault && (
                <Badge size="sm" color="red" variant="light" tt="none">
                  {t("prompts.fault")}
                </Badge>
              )}
              <Text size="sm">{words}</Text>
            </Group>
            {proposal && (
              <>
                <p className="prompt-proposal">{proposal.text.trim()}</p>
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={stale}
                  aria-label={t("prompts.take_of", { finding: words })}
                  onClick={() => onTake(proposal)}
                >
                  {t("prompts.take")}
                </Button>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
