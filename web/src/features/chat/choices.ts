// Who can be asked in 대화: models, and the applications that one may use.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Application, listApplications, listModels, type Models } from "@/api";

/** `value` goes to the server, `label` is read. */
export type Choice = { value: string; label: string; isApplication: boolean };

export function choicesOf(models: Models | undefined, applications: readonly Application[]): Choice[] {
  const chat = models?.models.filter((one) => one.chat) ?? [];
  const usable = applications.filter((one) => one.active && one.may_use);
  return [
    ...chat.map(({ id }) => ({ value: id, label: id, isApplication: false })),
    ...usable.map(({ model, title }) => ({ value: model, label: title, isApplication: true })),
  ];
}

/** Where nobody built an application, who is asked is a model: nothing needs a name above it. */
export function useGroups(choices: readonly Choice[]) {
  const { t } = useTranslation();
  const groups = [
    { group: t("chat.model"), items: choices.filter((one) => !one.isApplication) },
    { group: t("chat.applications"), items: choices.filter((one) => one.isApplication) },
  ];
  return choices.some((one) => one.isApplication) ? groups : groups.flatMap(({ items }) => items);
}

const fresh = { staleTime: 60_000 };

/** Applications that do not come, for whatever reason, leave the models. */
export function useChoices() {
  const models = useQuery({ queryKey: ["models"], queryFn: ({ signal }) => listModels(signal), ...fresh });
  const built = useQuery({
    queryKey: ["applications", "all"],
    queryFn: ({ signal }) => listApplications(signal),
    ...fresh,
  });
  return {
    choices: choicesOf(models.data, built.data?.applications ?? []),
    usual: models.data?.default ?? "",
  };
}
