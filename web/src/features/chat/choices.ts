// Who can be asked in 대화: models, and the applications that one may use.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Application, listApplications, listModels, type Models } from "@/api";
import { announce } from "@/components";

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

/** An answer is named by who was asked, `chosen`; beside an application stands the model that wrote, once it is known. */
export function nameOf(choices: readonly Choice[], chosen: string, model: string): string {
  const choice = choices.find(({ value }) => value === chosen);
  if (!choice) return chosen || model;
  return choice.isApplication && model !== "" ? `${choice.label} · ${model}` : choice.label;
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
const modelsKey = ["models"];
const applicationsKey = ["applications", "all"];

/** Applications that do not come, for whatever reason, leave the models. */
export function useChoices() {
  const models = useQuery({ queryKey: modelsKey, queryFn: ({ signal }) => listModels(signal), ...fresh });
  const built = useQuery({
    queryKey: applicationsKey,
    queryFn: ({ signal }) => listApplications(signal),
    ...fresh,
  });
  return {
    choices: choicesOf(models.data, built.data?.applications ?? []),
    usual: models.data?.default ?? "",
    known: models.isSuccess && built.isSuccess,
  };
}

/** Who was asked may be gone since it was chosen. */
export function useLookAgain() {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [modelsKey, applicationsKey]) void client.invalidateQueries({ queryKey });
  };
}

/** A stored choice that can be asked no longer is dropped, and that is said until another one is made. */
export function useDropped(
  { choices, known }: { choices: readonly Choice[]; known: boolean },
  stored: string,
  words: string,
  drop: () => void,
): string | undefined {
  const gone = known && stored !== "" && !choices.some(({ value }) => value === stored);
  const [dropped, setDropped] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each choice that is gone.
  useEffect(() => {
    if (!gone) return;
    drop();
    setDropped(true);
    announce(words);
  }, [gone]);
  return dropped && stored === "" ? words : undefined;
}
