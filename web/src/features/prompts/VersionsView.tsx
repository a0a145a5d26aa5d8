// Versions, the newest first: who wrote each and why, who approved it, what points to it, and what can be done with it.
import { Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Prompt, PromptVersion } from "@/api";
import { formatTime } from "@/text/format";
import { labelName, versionName } from "./words";

type Props = {
  versions: readonly PromptVersion[];
  prompt: Pick<Prompt, "labels" | "in_use" | "needs_approval">;
  /** Who is looking: nobody approves what is their own. */
  login: string;
  busy: boolean;
  onLoad: (version: PromptVersion) => void;
  onCompare: (number: number) => void;
  onUse: (number: number) => void;
  onLabel: (number: number) => void;
  onApprove: (number: number) => void;
};

export function VersionsView(props: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("prompts.versions")}>
      <Title order={3} size="h4" mb="xs">
        {t("prompts.versions")}
      </Title>
      <ol className="prompt-versions" aria-label={t("prompts.versions")}>
        {props.versions.map((version) => (
          <VersionRow key={version.number} version={version} {...props} />
        ))}
      </ol>
    </Paper>
  );
}

function VersionRow({ version, ...props }: Props & { version: PromptVersion }) {
  const { t, i18n } = useTranslation();
  const { number, by, time_ms, message, approvals } = version;
  const { labels, in_use, needs_approval } = props.prompt;
  const name = versionName(t, number);
  const waits = needs_approval && number > 0 && approvals.length === 0;
  const mayApprove = number > 0 && by !== props.login && !approvals.some((one) => one.by === props.login);
  const own = Object.entries(labels).filter(([label, at]) => at === number && label !== "production" && number > 0);
  return (
    <li>
      <Group gap={8}>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        {number === in_use && (
          <Badge size="sm" variant="light" tt="none">
            {t("prompts.production")}
          </Badge>
        )}
        {own.map(([label]) => (
          <Badge key={label} size="sm" variant="outline" color="gray" tt="none">
            {labelName(t, label)}
          </Badge>
        ))}
        {number > 0 && (
          <Text size="xs" c="dimmed">
            {[by, formatTime(time_ms, i18n.language)].join(" · ")}
          </Text>
        )}
      </Group>
      <Text size="sm" c={number > 0 && message === "" ? "dimmed" : undefined}>
        {number === 0 ? t("prompts.shipped_text") : message || t("prompts.no_message")}
      </Text>
      {approvals.map((one) => (
        <Text key={one.by} size="xs" c="dimmed">
          {t(one.message ? "prompts.approved_with" : "prompts.approved", { by: one.by, message: one.message })}
        </Text>
      ))}
      {waits && (
        <Text size="xs" className="guard-changed">
          {t("prompts.waits")}
        </Text>
      )}
      <Group gap={4} mt={2}>
        <Deed word="load" name={name} onClick={() => props.onLoad(version)} />
        {number !== in_use && <Deed word="compare" name={name} onClick={() => props.onCompare(number)} />}
        {mayApprove && (
          <Deed word="approve" name={name} disabled={props.busy} onClick={() => props.onApprove(number)} />
        )}
        {number > 0 && <Deed word="label" name={name} disabled={props.busy} onClick={() => props.onLabel(number)} />}
        {number !== in_use && (
          <Deed word="use" name={name} disabled={props.busy || waits} onClick={() => props.onUse(number)} />
        )}
      </Group>
    </li>
  );
}

type DeedProps = {
  word: "load" | "compare" | "approve" | "label" | "use";
  name: string;
  disabled?: boolean;
  onClick: () => void;
};

function Deed({ word, name, disabled = false, onClick }: DeedProps) {
  const { t } = useTranslation();
  return (
    <Button
      size="compact-sm"
      variant={word === "use" ? "default" : "subtle"}
      disabled={disabled}
      aria-label={t(`prompts.deed_of.${word}`, { version: name })}
      onClick={onClick}
    >
      {t(`prompts.deed.${word}`)}
    </Button>
  );
}
