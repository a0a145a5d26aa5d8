// One query client. A request that answers "nobody is logged in" leads to the login form, wherever it came from.
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api";
import { forgetPerson, sessionKey } from "@/features/session";

const loggedOut = (error: unknown) => error instanceof ApiError && error.code === "unauthenticated";
const worthAgain = new Set(["unreachable", "unavailable", "timeout"]);

export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => loggedOut(error) && forgetPerson(client) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        // A wrong password in the login form or the password dialog is no ended login.
        if (loggedOut(error) && !mutation.meta?.keepSession && client.getQueryData(sessionKey)) forgetPerson(client);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 1 && error instanceof ApiError && worthAgain.has(error.code),
      },
    },
  });
  return client;
}
