// Above a kept conversation: its list on narrow screens, the models that are asked, and taking it along.
import { ActionIcon, Button, Menu, Select } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type ConversationId, conversationAddress } from "@/api";
import { PageHead } from "@/components";
import { type Choice, useGroups } from "./choices";

type Props = {
  title: string;
  /** There is something to take along. */
  taken: ConversationId | undefined;
  choices: readonly Choice[];
  model: string;
  beside: string;
  /** Undefined where the list is in sight. */
  onList: (() => void) | undefined;
  onModel: (model: string) => void;
  onBeside: (model: string) => void;
};

export function KeptHead({ title, taken, choices, model, beside, onList, onModel, onBeside }: Props) {
  const { t } = useTranslation();
  const groups = useGroups(choices);
  const others = useGroups(choices.filter((one) => one.value !== model));
  return (
    <PageHead title={title} tab={t("chat.title")} focus={false}>
      {choices.length > 1 && (
        <>
          <Select
            size="xs"
            w={150}
            aria-label={t("chat.model")}
            allowDeselect={false}
            data={groups}
            value={model || null}
            onChange={(value) => value && onModel(value)}
          />
          <Select
            size="xs"
            w={150}
            aria-label={t("chat.beside")}
            placeholder={t("chat.beside_none")}
            clearable
            data={others}
            value={beside || null}
            onChange={(value) => onBeside(value ?? "")}
          />
        </>
      )}
      {taken && <TakeAlong id={taken} />}
      {onList && (
        <Button size="xs" variant="default" leftSection={<IconHistory size={15} />} onClick={onList}>
          {t("chat.list")}
        </Button>
      )}
    </PageHead>
  );
}

function TakeAlong({ id }: { id: ConversationId }) {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t("chat.export")}>
          <IconDownload size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(["markdown", "json"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={conversationAddress(id, format, i18n.language)} download>
            {t(`chat.export_${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
