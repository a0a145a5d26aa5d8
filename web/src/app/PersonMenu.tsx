// Who is logged in, one's own keys and password, and the way out.
import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconKey, IconLock, IconLogout, IconUser } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/api";
import { announce, useGo } from "@/components";
import { PasswordDialog, useLogOut, useSession } from "@/features/session";
import { errorWords } from "@/i18n";

export function PersonMenu() {
  const { t } = useTranslation();
  const { person, version } = useSession();
  const go = useGo();
  const logOut = useLogOut();
  const [asksPassword, setAsksPassword] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("app.account")}>
            <IconUser size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text fw={600} size="sm" c="var(--mantine-color-text)">
              {person.display_name || person.login}
            </Text>
            {person.login} · {t(`admin.roles.${person.role}`)}
          </Menu.Label>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => go("/keys")}>
            {t("nav.keys")}
          </Menu.Item>
          <Menu.Item leftSection={<IconLock size={16} />} onClick={() => setAsksPassword(true)}>
            {t("session.change_password")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={16} />}
            onClick={() => logOut.mutate(undefined, { onError: (error) => announce(errorWords(t, asApiError(error))) })}
          >
            {t("session.logout")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>onggi {version}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
      <PasswordDialog login={person.login} opened={asksPassword} onClose={() => setAsksPassword(false)} />
    </>
  );
}
