// The same as the keys, for fingers and mice: what can be done with the chosen element.
import { Button, Group, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Correction, Element, ElementKind, NewCorrection } from "@/api";
import { mergeNext, moveBy, removeElement, setKind } from "./wishes";

type Props = {
  elements: readonly Element[];
  at: number;
  onCorrect: (wish: NewCorrection) => Promise<Correction | undefined>;
  onEdit: () => void;
};

const kinds: readonly ElementKind[] = [
  "title",
  "paragraph",
  "list_item",
  "table",
  "caption",
  "footnote",
  "formula",
  "code",
  "page_header",
  "page_footer",
];
const levels = [1, 2, 3, 4, 5, 6] as const;

export function RowActions({ elements, at, onCorrect, onEdit }: Props) {
  const { t } = useTranslation();
  const element = elements[at];
  if (!element) return null;
  const give = (wish: NewCorrection | undefined) => () => wish && void onCorrect(wish);
  const [up, down, merge] = [moveBy(elements, at, -1), moveBy(elements, at, 1), mergeNext(elements, at)];
  return (
    <Group gap={6} mt={2} mb={4}>
      <Button size="compact-xs" variant="default" onClick={onEdit}>
        {t("correct.edit")}
      </Button>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button size="compact-xs" variant="default" rightSection={<IconChevronDown size={13} />}>
            {t("correct.kind")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
          {levels.map((level) => (
            <Menu.Item key={level} onClick={give(setKind(element, "heading", level))}>
              {t("view.kind.heading")} {level}
            </Menu.Item>
          ))}
          {kinds.map((kind) => (
            <Menu.Item
              key={kind}
              disabled={kind === element.kind}
              onClick={give(setKind(element, kind, kind === "list_item" ? 1 : 0))}
            >
              {t(`view.kind.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button size="compact-xs" variant="default" rightSection={<IconChevronDown size={13} />}>
            {t("common.actions")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!up} onClick={give(up)}>
            {t("correct.move_up")}
          </Menu.Item>
          <Menu.Item disabled={!down} onClick={give(down)}>
            {t("correct.move_down")}
          </Menu.Item>
          <Menu.Item disabled={!merge} onClick={give(merge)}>
            {t("correct.hint.merge")}
          </Menu.Item>
          <Menu.Item color="red" onClick={give(removeElement(element))}>
            {t("correct.hint.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
