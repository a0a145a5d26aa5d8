// Shows the page to a person who is logged in and the login form to anybody else; the address stays, so a link that was
// opened before the login leads where it should after it.
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, toLoad } from "@/api";
import { Loaded } from "@/components";
import { LoginView } from "./LoginView";
import { SessionContext, useLogIn, useSessionQuery } from "./useSession";

export function SessionGate({ children, controls }: { children: ReactNode; controls: ReactNode }) {
  const query = useSessionQuery();
  return (
    <Loaded load={toLoad(query)}>
      {(session) =>
        session ? <SessionContext value={session}>{children}</SessionContext> : <LoginPage controls={controls} />
      }
    </Loaded>
  );
}

function LoginPage({ controls }: { controls: ReactNode }) {
  const { t } = useTranslation();
  const logIn = useLogIn();
  useEffect(() => {
    document.title = `${t("session.title")} · onggi`;
  }, [t]);
  return (
    <LoginView
      busy={logIn.isPending}
      error={logIn.error ? asApiError(logIn.error) : null}
      onLogIn={(login, password) => logIn.mutate({ login, password })}
      controls={controls}
    />
  );
}
