// Above a conversation: start another, go back to an earlier one, choose the model where there are several.
import { Button, Menu, Select } from "@mantine/core";
import { IconHistory, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PageHead } from "@/components";
import { type Choice, useGroups } from "./choices";
import type { Conversation } from "./store";

type Props = {
  conversations: readonly Conversation[];
  current: Conversation;
  choices: readonly Choice[];
  model: string;
  onNew: () => void;
  onOpen: (id: number) => void;
  onModel: (model: string) => void;
};

export function ChatHead({ conversations, current, choices, model, onNew, onOpen, onModel }: Props) {
  const { t } = useTranslation();
  const past = conversations.filter(({ id, exchanges }) => id !== current.id && exchanges.length > 0);
  const groups = useGroups(choices);
  return (
    <PageHead title={t("chat.title")} focus={false}>
      {choices.length > 1 && (
        <Select
          size="xs"
          w={190}
          aria-label={t("chat.model")}
          allowDeselect={false}
          data={groups}
          value={model || null}
          onChange={(value) => value && onModel(value)}
        />
      )}
      {past.length > 0 && (
        <Menu position="bottom-end" width={280}>
          <Menu.Target>
            <Button size="xs" variant="default" leftSection={<IconHistory size={15} />}>
              {t("chat.past")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {past.map(({ id, exchanges }) => (
              <Menu.Item key={id} onClick={() => onOpen(id)}>
                <span className="truncate">{exchanges[0]?.question}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={15} />}
        onClick={onNew}
        disabled={current.exchanges.length === 0}
      >
        {t("chat.new")}
      </Button>
    </PageHead>
  );
}
