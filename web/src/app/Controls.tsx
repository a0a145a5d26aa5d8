// Language and brightness; also on the login form, where there is no person yet.
import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { changeLanguage, languageNames, languages } from "@/i18n";

const schemes = ["light", "dark", "auto"] as const;
const schemeIcons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export function Controls() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const SchemeIcon = schemeIcons[colorScheme];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("app.language")}>
            <IconLanguage size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {languages.map((one) => (
            <Menu.Item
              key={one}
              lang={one}
              onClick={() => void changeLanguage(one)}
              rightSection={i18n.language === one && <IconCheck size={15} />}
            >
              {languageNames[one]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("app.scheme")}>
            <SchemeIcon size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {schemes.map((one) => (
            <Menu.Item
              key={one}
              onClick={() => setColorScheme(one)}
              rightSection={colorScheme === one && <IconCheck size={15} />}
            >
              {t(`app.scheme_${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
