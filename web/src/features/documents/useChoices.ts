// Groups and people that an upload can be shown to. Only those who manage people may list them.
import { useQuery } from "@tanstack/react-query";
import { listGroups, listPeople } from "@/api";
import type { Choices } from "@/components";
import { useRights } from "@/features/session";

export function useChoices(): Choices {
  const may = useRights();
  const groups = useQuery({ queryKey: ["groups"], queryFn: ({ signal }) => listGroups(signal) });
  const people = useQuery({
    queryKey: ["people"],
    queryFn: ({ signal }) => listPeople(signal),
    enabled: may("manage_people"),
  });
  return {
    groups: groups.data?.groups.map(({ name }) => name) ?? [],
    people: people.data?.people.filter(({ active }) => active).map(({ login }) => login),
  };
}
