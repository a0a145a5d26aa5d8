// Conversations beside the one that is read: one's own by day, what others have shared in a group of their own; or what a search found.
import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { IconDots, IconPencil, IconPlus, IconSearch, IconTrash, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ConversationId, ListedConversation, Load } from "@/api";
import { AppLink, Loaded } from "@/components";
import { byAge } from "./ages";

type Doings = {
  onRename: (one: ListedConversation) => void;
  onShare: (one: ListedConversation) => void;
  onRemove: (one: ListedConversation) => void;
};
type Props = Doings & {
  conversations: readonly ListedConversation[];
  current: ConversationId | undefined;
  words: string;
  /** While words are looked for. */
  found: Load<ListedConversation[]> | undefined;
  now: number;
  onWords: (words: string) => void;
  onNew: () => void;
};

export function ConversationListView(props: Props) {
  const { conversations, current, words, found, now, onWords, onNew, ...doings } = props;
  const { t } = useTranslation();
  return (
    <nav className="conversations" aria-label={t("chat.list")}>
      <Button fullWidth variant="default" leftSection={<IconPlus size={15} />} onClick={onNew}>
        {t("chat.new")}
      </Button>
      <TextInput
        type="search"
        size="sm"
        aria-label={t("chat.find")}
        placeholder={t("chat.find")}
        leftSection={<IconSearch size={15} />}
        value={words}
        onChange={(event) => onWords(event.currentTarget.value)}
      />
      <div className="conversation-groups">
        {found ? (
          <Loaded load={found}>
            {(all) => (
              <Group title={t("chat.found")} all={all} current={current} none={t("chat.found_none")} {...doings} />
            )}
          </Loaded>
        ) : (
          byAge(conversations, now).map(({ age, all }) => (
            <Group key={age} title={t(`chat.age.${age}`)} all={all} current={current} {...doings} />
          ))
        )}
        {!found && conversations.length === 0 && <p className="conversations-none">{t("chat.none_yet")}</p>}
      </div>
    </nav>
  );
}

type GroupProps = Doings & {
  title: string;
  all: readonly ListedConversation[];
  current: ConversationId | undefined;
  none?: string;
};

function Group({ title, all, current, none, ...doings }: GroupProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {all.length === 0 && (
        <p className="conversations-none" role="status">
          {none}
        </p>
      )}
      <ul>
        {all.map((one) => (
          <li key={one.id} data-current={one.id === current || undefined}>
            <Row one={one} isCurrent={one.id === current} />
            {one.own && <RowMenu one={one} {...doings} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ one, isCurrent }: { one: ListedConversation; isCurrent: boolean }) {
  const { t } = useTranslation();
  const isShared = one.own && one.shared_with.length > 0;
  return (
    <AppLink
      href={`/chat/${one.id}`}
      underline="never"
      className="conversation-link"
      {...(isCurrent ? { "aria-current": "page" as const } : {})}
    >
      <span className="truncate">{one.title || t("chat.untitled")}</span>
      {isShared && <IconUsers size={13} role="img" aria-label={t("chat.is_shared")} />}
      {!one.own && <small className="truncate">{t("chat.shared_by", { name: one.owner })}</small>}
      {one.question !== undefined && one.question !== one.title && <small className="truncate">{one.question}</small>}
    </AppLink>
  );
}

function RowMenu({ one, onRename, onShare, onRemove }: Doings & { one: ListedConversation }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t("chat.actions_of", { title: one.title || t("chat.untitled") })}
        >
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onRename(one)}>
          {t("chat.rename")}
        </Menu.Item>
        <Menu.Item leftSection={<IconUsers size={15} />} onClick={() => onShare(one)}>
          {t("chat.share")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => onRemove(one)}>
          {t("chat.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
