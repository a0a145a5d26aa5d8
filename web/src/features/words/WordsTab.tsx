// 관리 > 회사 낱말: asks the server and hands everything to the views.
import { Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, toLoad, type WordProposal } from "@/api";
import { announce, Failure, Loaded } from "@/components";
import { NewWordsView } from "./NewWordsView";
import { ProposalsView } from "./ProposalsView";
import { useChangeWords, useDismissProposal, useTyped, useWordProposals, useWords } from "./useWords";
import { WordsView } from "./WordsView";

export function WordsTab() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const words = useWords(useTyped(typed.trim()));
  const change = useChangeWords();
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("words.text")}
      </Text>
      <NewWordsView
        busy={change.isPending}
        onAdd={(word, parts) =>
          change.mutateAsync({ add: [{ word, parts }] }).then(() => announce(t("words.added", { word })))
        }
        onSame={(same) =>
          change.mutateAsync({ same: [same] }).then(() => announce(t("words.grouped", { words: same.join(" = ") })))
        }
      />
      {change.error && <Failure error={asApiError(change.error)} />}
      <TextInput
        type="search"
        maw={320}
        label={t("words.find")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Loaded load={toLoad(words)}>
        {(data) => (
          <WordsView
            data={data}
            narrowed={typed.trim() !== ""}
            busy={change.isPending}
            onRemove={(word) =>
              change.mutate({ remove: [word] }, { onSuccess: () => announce(t("words.removed", { word })) })
            }
            onAlone={(word) =>
              change.mutate({ alone: [word] }, { onSuccess: () => announce(t("words.left", { word })) })
            }
          />
        )}
      </Loaded>
      <Proposals />
    </Stack>
  );
}

function Proposals() {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const [settled, setSettled] = useState<readonly string[]>([]);
  const proposals = useWordProposals(wanted);
  const change = useChangeWords();
  const dismiss = useDismissProposal();
  const error = change.error ?? dismiss.error;
  const settle = (one: WordProposal, said: "words.accepted" | "words.dismissed") => {
    setSettled((before) => [...before, one.id]);
    announce(t(said, { words: one.words.join(" = ") }));
  };
  const accept = (one: WordProposal) =>
    change.mutate(one.kind === "synonyms" ? { same: [one.words] } : { add: one.words.map((word) => ({ word })) }, {
      onSuccess: () => settle(one, "words.accepted"),
    });
  return (
    <ProposalsView
      load={wanted ? toLoad(proposals) : null}
      settled={settled}
      busy={change.isPending || dismiss.isPending}
      error={error ? asApiError(error) : null}
      onAsk={() => setWanted(true)}
      onAgain={() => void proposals.refetch().then(() => setSettled([]))}
      onAccept={accept}
      onDismiss={(one) => dismiss.mutate(one.id, { onSuccess: () => settle(one, "words.dismissed") })}
    />
  );
}
