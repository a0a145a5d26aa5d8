// Whether an answer was good, and where it was not, why. The last word counts; the same button again takes it back.
import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Text, Textarea } from "@mantine/core";
import { IconThumbDown, IconThumbDownFilled, IconThumbUp, IconThumbUpFilled } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Rating, RatingReason } from "@/api";

const choices: readonly RatingReason[] = ["wrong", "unfounded", "not_found", "too_long", "other"];

type Props = { rating: number; reasons: readonly RatingReason[]; note: string; onRate: (rating: Rating) => void };

export function RatingView({ rating, reasons, note, onRate }: Props) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const rate = (rated: Rating) => {
    setAsking(false);
    onRate(rated);
  };
  return (
    <Group gap={2}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("chat.good")}
        aria-pressed={rating === 1}
        onClick={() => rate({ rating: rating === 1 ? 0 : 1 })}
      >
        {rating === 1 ? <IconThumbUpFilled size={16} /> : <IconThumbUp size={16} />}
      </ActionIcon>
      <Popover opened={isAsking} onChange={setAsking} width={280} position="bottom-start" trapFocus shadow="md">
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("chat.bad")}
            aria-pressed={rating === -1}
            onClick={() => setAsking(!isAsking)}
          >
            {rating === -1 ? <IconThumbDownFilled size={16} /> : <IconThumbDown size={16} />}
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label={t("chat.why_bad")}>
          <ReasonForm
            first={{ reasons, note }}
            onSend={(why) => rate({ rating: -1, ...why })}
            onWithdraw={rating === -1 ? () => rate({ rating: 0 }) : undefined}
          />
        </Popover.Dropdown>
      </Popover>
      {rating !== 0 && (
        <Text size="xs" c="dimmed" role="status">
          {t(rating === 1 ? "chat.rated_good" : "chat.rated_bad", {
            reasons: reasons.map((reason) => t(`chat.reason.${reason}`)).join(", "),
          })}
        </Text>
      )}
    </Group>
  );
}

type Why = { reasons: readonly RatingReason[]; note: string };
type FormProps = {
  first: Why;
  onSend: (why: { reasons: RatingReason[]; note: string }) => void;
  onWithdraw: (() => void) | undefined;
};

function ReasonForm({ first, onSend, onWithdraw }: FormProps) {
  const { t } = useTranslation();
  const [reasons, setReasons] = useState<string[]>([...first.reasons]);
  const [note, setNote] = useState(first.note);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend({ reasons: choices.filter((one) => reasons.includes(one)), note: note.trim() });
      }}
    >
      <Stack gap="sm">
        <Checkbox.Group label={t("chat.why_bad")} value={reasons} onChange={setReasons}>
          <Stack gap={6} mt={6}>
            {choices.map((reason) => (
              <Checkbox key={reason} size="sm" value={reason} label={t(`chat.reason.${reason}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Textarea
          label={t("chat.reason_note")}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          {onWithdraw && (
            <Button size="xs" variant="default" onClick={onWithdraw}>
              {t("chat.unrate")}
            </Button>
          )}
          <Button size="xs" type="submit">
            {t("chat.rate")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
