// The login form: says what is missing before it asks, and what was wrong after.
import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/api";
import { Failure } from "@/components";

type Props = {
  busy: boolean;
  error: ApiError | null;
  onLogIn: (login: string, password: string) => void;
  controls?: ReactNode;
};

export function LoginView({ busy, error, onLogIn, controls }: Props) {
  const { t } = useTranslation();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [hasCapsLock, setCapsLock] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = login.trim() === "" || password === "";
    setMissing(missing);
    if (!missing) onLogIn(login.trim(), password);
  };
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <main className="login">
      <Paper withBorder p={{ base: "lg", sm: "xl" }} w="100%" maw={400} radius="md">
        <form onSubmit={submit} noValidate>
          <Stack>
            <div className="login-brand">
              <img src="/icon.svg" alt="" width={40} height={40} />
              <div>
                <Title order={1} size="h3">
                  {t("app.name")} {t("session.title")}
                </Title>
                <Text size="sm" c="dimmed">
                  {t("app.tagline")}
                </Text>
              </div>
            </div>
            {isMissing && (
              <Alert role="alert" color="yellow" variant="light">
                {t("session.required")}
              </Alert>
            )}
            {error && !isMissing && (
              <Failure error={error} {...(error.code === "unauthenticated" ? { words: t("session.wrong") } : {})} />
            )}
            <TextInput
              label={t("session.login")}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              value={login}
              onChange={(event) => setLogin(event.currentTarget.value)}
            />
            <PasswordInput
              label={t("session.password")}
              name="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              onKeyDown={watchCapsLock}
              onKeyUp={watchCapsLock}
              description={hasCapsLock ? <span role="status">{t("session.caps_lock")}</span> : undefined}
              inputWrapperOrder={["label", "input", "description", "error"]}
            />
            <Button type="submit" loading={busy} fullWidth>
              {t("session.submit")}
            </Button>
          </Stack>
        </form>
      </Paper>
      {controls}
    </main>
  );
}
