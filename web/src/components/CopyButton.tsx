// Copies text and says so. navigator.clipboard exists on https and localhost only; in a plain http intranet the old way works.
import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announce";

async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label, size = "compact-sm" }: { text: string; label?: string; size?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
    announce(t("common.copied"));
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Button
      size={size}
      variant="subtle"
      color="gray"
      leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      onClick={copy}
    >
      {copied ? t("common.copied") : (label ?? t("common.copy"))}
    </Button>
  );
}
