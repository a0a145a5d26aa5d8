// 관리 > 프롬프트: the list, or one prompt.
import { Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toLoad } from "@/api";
import { Loaded } from "@/components";
import { PromptListView } from "./PromptListView";
import { PromptPanel } from "./PromptPanel";
import { usePrompts } from "./usePrompts";

export function PromptsTab() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string>();
  const prompts = usePrompts();
  if (open !== undefined) return <PromptPanel key={open} id={open} onBack={() => setOpen(undefined)} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t("prompts.text")}
      </Text>
      <Loaded load={toLoad(prompts)}>{(data) => <PromptListView prompts={data.prompts} onOpen={setOpen} />}</Loaded>
    </>
  );
}
