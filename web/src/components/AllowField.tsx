// Who may see a document: only me, everybody, or named groups and people. Speaks the contract's strings
// (everyone, group:<name>, person:<login>) and knows where the names come from only through its caller.
import { Input, MultiSelect, SegmentedControl, Stack, TagsInput, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export type AllowMode = "me" | "everyone" | "some";
export type Allow = { mode: AllowMode; groups: string[]; people: string[] };
/** `people` is undefined where the person may not list them: logins are typed then. */
export type Choices = { groups: string[]; people: string[] | undefined };

export function allowFrom(strings: readonly string[], owner: string): Allow {
  const named = (prefix: string) =>
    strings.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const groups = named("group:");
  const people = named("person:").filter((login) => login !== owner);
  const mode = strings.includes("everyone") ? "everyone" : groups.length + people.length > 0 ? "some" : "me";
  return { mode, groups, people };
}

/** undefined while the choice is not whole. */
export function allowStrings(allow: Allow): string[] | undefined {
  if (allow.mode === "everyone") return ["everyone"];
  if (allow.mode === "me") return [];
  const strings = [...allow.groups.map((name) => `group:${name}`), ...allow.people.map((login) => `person:${login}`)];
  return strings.length > 0 ? strings : undefined;
}

type Props = {
  value: Allow;
  choices: Choices;
  onChange: (value: Allow) => void;
  disabled?: boolean;
  /** What is allowed, and who always may; without them: to see a document, who brought it. */
  title?: string;
  note?: string;
};

export function AllowField({ value, choices, onChange, disabled = false, title, note }: Props) {
  const { t } = useTranslation();
  const label = title ?? t("allow.title");
  const modes: AllowMode[] = ["me", "everyone", "some"];
  const peopleProps = {
    label: t("allow.people"),
    value: value.people,
    onChange: (people: string[]) => onChange({ ...value, people }),
    disabled,
  };
  return (
    <Input.Wrapper label={label} labelElement="div" description={note ?? t("allow.owner_always")}>
      <Stack gap="xs" mt={6}>
        <SegmentedControl
          aria-label={label}
          fullWidth
          disabled={disabled}
          value={value.mode}
          onChange={(mode) => onChange({ ...value, mode: mode as AllowMode })}
          data={modes.map((mode) => ({ value: mode, label: t(`allow.${mode}`) }))}
        />
        {value.mode === "some" && (
          <>
            <MultiSelect
              label={t("allow.groups")}
              data={choices.groups}
              value={value.groups}
              onChange={(groups) => onChange({ ...value, groups })}
              searchable
              disabled={disabled}
            />
            {choices.people ? (
              <MultiSelect {...peopleProps} data={choices.people} searchable />
            ) : (
              <TagsInput {...peopleProps} placeholder={t("allow.people_placeholder")} />
            )}
            {!allowStrings(value) && (
              <Text size="xs" c="dimmed" role="status">
                {t("allow.empty")}
              </Text>
            )}
          </>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
