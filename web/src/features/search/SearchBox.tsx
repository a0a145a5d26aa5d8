// The question. "/" brings the cursor here from anywhere on the page.
import { Button, Group, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLasting } from "@/components";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

export function SearchBox({
  query,
  busy,
  onSearch,
}: {
  query: string;
  busy: boolean;
  onSearch: (query: string) => void;
}) {
  const { t } = useTranslation();
  const slow = useLasting(busy);
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.select();
      input.current?.focus();
    };
    window.addEventListener("keydown", jump);
    return () => window.removeEventListener("keydown", jump);
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.normalize("NFC").trim();
    if (wanted !== "") onSearch(wanted);
  };
  return (
    <form onSubmit={submit} aria-label={t("search.box")} className="search-box">
      <Group gap="xs" wrap="nowrap">
        <TextInput
          ref={input}
          type="search"
          size="md"
          flex={1}
          autoFocus
          maxLength={2000}
          aria-label={t("search.box")}
          title={t("search.shortcut")}
          placeholder={t("search.placeholder")}
          leftSection={<IconSearch size={18} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={slow} className="no-shrink">
          {t("search.submit")}
        </Button>
      </Group>
    </form>
  );
}
