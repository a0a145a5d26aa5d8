// Who is logged in. Everything that a person has seen leaves the tab when the person does.
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { ApiError, getSession, logIn, logOut, type Right, type Session } from "@/api";

export const sessionKey = ["session"] as const;

/** null: nobody is logged in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: ({ signal }) =>
      getSession(signal).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === "unauthenticated") return null;
        throw error;
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const leaving = new Set<() => void>();

/** Runs `clear` whenever a person leaves; for state that is kept outside React (uploads, conversations). */
export function onLeave(clear: () => void): () => void {
  leaving.add(clear);
  return () => leaving.delete(clear);
}

export function forgetPerson(client: QueryClient): void {
  for (const clear of leaving) clear();
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  client.setQueryData(sessionKey, null);
}

export function useLogIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ login, password }: { login: string; password: string }) => logIn(login, password),
    onSuccess: (session) => client.setQueryData(sessionKey, session),
  });
}

export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: logOut,
    // A login that had ended before is as good as logged out; a server that cannot be reached is not.
    onSuccess: () => forgetPerson(client),
    onError: (error) => error instanceof ApiError && error.code === "unauthenticated" && forgetPerson(client),
  });
}

export const SessionContext = createContext<Session | null>(null);

/** The session inside the logged-in part of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside of the logged-in part of the page");
  return session;
}

export function useRights(): (right: Right) => boolean {
  const { rights } = useSession();
  return (right) => rights.includes(right);
}
