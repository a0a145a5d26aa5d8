// One option of an operation, as the control that fits its type.
import { Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OperationOption, OptionValue } from "@/api";
import { wordOr } from "@/i18n";

type Props = {
  operation: string;
  option: OperationOption;
  value: OptionValue;
  onChange: (value: OptionValue) => void;
};

const pairsText = (value: OptionValue) =>
  typeof value === "object" && !Array.isArray(value)
    ? Object.entries(value)
        .map(([name, action]) => `${name}=${action}`)
        .join(", ")
    : "";

const pairsFrom = (text: string) =>
  Object.fromEntries(
    text
      .split(",")
      .map((pair) => pair.split("=").map((part) => part.trim()))
      .filter((pair): pair is [string, string] => pair.length === 2 && pair.every((part) => part !== "")),
  );

export function OptionField({ operation, option, value, onChange }: Props) {
  const { t } = useTranslation();
  const label = wordOr(t, `pipeline.options.${operation}`, option.name);
  switch (option.type) {
    case "flag":
      return (
        <Checkbox
          size="sm"
          label={label}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "whole":
    case "number":
      return (
        <NumberInput
          size="xs"
          label={label}
          value={typeof value === "number" ? value : ""}
          {...(option.least === undefined ? {} : { min: option.least })}
          {...(option.most === undefined ? {} : { max: option.most })}
          step={option.type === "whole" ? 1 : 0.05}
          allowDecimal={option.type === "number"}
          clampBehavior="blur"
          thousandSeparator=","
          onChange={(number) => typeof number === "number" && onChange(number)}
        />
      );
    case "word":
      return (
        <Select
          size="xs"
          label={label}
          allowDeselect={false}
          value={String(value)}
          data={(option.choices ?? []).map((choice) => ({
            value: choice,
            label: wordOr(t, "pipeline.choices", choice),
          }))}
          onChange={(choice) => choice !== null && onChange(choice)}
        />
      );
    case "pairs":
      return (
        <TextInput
          size="xs"
          label={label}
          placeholder="RRN=remove, EMAIL=keep"
          defaultValue={pairsText(value)}
          onBlur={(event) => onChange(pairsFrom(event.currentTarget.value))}
        />
      );
    default:
      return null; // lists and files are for recipes on the command line
  }
}
