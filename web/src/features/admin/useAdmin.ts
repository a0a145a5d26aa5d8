// People, groups, keys and the audit log: asked for and changed. After a change the lists that show it are asked for again.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  addGroup,
  addKey,
  addPerson,
  changePerson,
  joinGroup,
  type KeyId,
  type KeyWish,
  leaveGroup,
  listAudit,
  listGroups,
  listKeys,
  listPeople,
  type NewPerson,
  type PersonChange,
  removeGroup,
  revokeKey,
  setPassword,
} from "@/api";

type ListName = "people" | "groups" | "keys";

export const usePeople = () => useQuery({ queryKey: ["people"], queryFn: ({ signal }) => listPeople(signal) });
export const useGroups = () => useQuery({ queryKey: ["groups"], queryFn: ({ signal }) => listGroups(signal) });
export const useKeys = (all: boolean) =>
  useQuery({ queryKey: ["keys", all], queryFn: ({ signal }) => listKeys(all, signal) });

function useChange<Input, Output>(list: ListName, mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: [list] }) });
}

export const useAddPerson = () => useChange("people", (person: NewPerson) => addPerson(person));
export const useChangePerson = () =>
  useChange("people", ({ login, change }: { login: string; change: PersonChange }) => changePerson(login, change));
export const useSetPassword = () =>
  useChange("people", ({ login, password }: { login: string; password: string }) => setPassword(login, password));

export const useAddGroup = () => useChange("groups", (name: string) => addGroup(name));
export const useRemoveGroup = () => useChange("groups", (name: string) => removeGroup(name));
type Membership = { group: string; member: string };
export const useJoinGroup = () => useChange("groups", ({ group, member }: Membership) => joinGroup(group, member));
export const useLeaveGroup = () => useChange("groups", ({ group, member }: Membership) => leaveGroup(group, member));

export const useAddKey = () => useChange("keys", (wish: KeyWish) => addKey(wish));
export const useRevokeKey = () => useChange("keys", (id: KeyId) => revokeKey(id));

export const auditRows = 100;

export function useAudit(actor: string, action: string) {
  return useInfiniteQuery({
    queryKey: ["audit", actor, action],
    queryFn: ({ pageParam, signal }) =>
      listAudit({ actor, action, limit: auditRows, ...(pageParam ? { before_number: pageParam } : {}) }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ entries }) => (entries.length < auditRows ? undefined : entries.at(-1)?.number),
  });
}
