// To how an answer came about, where that is kept.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Answer } from "@/api";
import { AppLink } from "@/components";
import { traceHref } from "@/features/traces";

export function CourseLink({ answer }: { answer: Answer | undefined }) {
  const { t } = useTranslation();
  if (!answer?.trace_id) return null;
  return (
    <Text span size="sm" px={6}>
      <AppLink href={traceHref(answer.trace_id)}>{t("chat.course")}</AppLink>
    </Text>
  );
}
