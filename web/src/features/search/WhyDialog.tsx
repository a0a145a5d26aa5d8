// "찾는 문서가 없나요?": below the hits. A document is named, and the server says why this search does not find it.
import { Autocomplete, Box, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DocumentId, type DocumentSummary, type SearchResponse } from "@/api";
import { Failure, Loading } from "@/components";
import { useChoices } from "@/features/documents";
import { useRights } from "@/features/session";
import { hitId } from "./HitListView";
import type { Narrowed } from "./useSearch";
import { useDocumentsNamed, useInstead, useWhy } from "./useWhy";
import { WhyView } from "./WhyView";

const typingMs = 250;

type Props = {
  query: string;
  narrowed: Narrowed;
  hits: SearchResponse["hits"];
  onClear: (what: "where" | "on") => void;
};

/** Of one search; another one is another entry, since what was answered does not hold for it. */
export function WhyEntry(props: Props) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Group justify="center" my="md">
      <Button
        ref={button}
        variant="subtle"
        color="gray"
        c="dimmed"
        fw={400}
        size="compact-sm"
        aria-haspopup="dialog"
        onClick={open}
      >
        {t("search.why.entry")}
      </Button>
      <WhyDialog {...props} opened={opened} onClose={close} onClosed={() => button.current?.focus()} />
    </Group>
  );
}

type DialogProps = Props & { opened: boolean; onClose: () => void; onClosed: () => void };

function WhyDialog({ query, narrowed, hits, onClear, opened, onClose, onClosed }: DialogProps) {
  const { t } = useTranslation();
  const may = useRights();
  const why = useWhy(query, narrowed);
  const [document, setDocument] = useState<DocumentSummary>();
  const [person, setPerson] = useState("");
  const [isGoing, setIsGoing] = useState(false);
  const instead = useInstead(why.data?.instead ?? "").data;
  const asked = why.variables;
  const isHere = why.data?.reason === "found" && !asked?.person && hits.some(({ rank }) => rank === why.data?.rank);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (document) why.mutate({ document: document.id, person: person.trim() });
  };
  const go = () => {
    setIsGoing(true);
    onClose();
  };
  const arrive = () => {
    if (isGoing && why.data) window.document.getElementById(hitId(why.data.rank))?.querySelector("a")?.focus();
    else onClosed();
    setIsGoing(false);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("search.why.title")}
      centered
      returnFocus={false}
      onExitTransitionEnd={arrive}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed" className="why-open">
            {t("search.why.question", { query })}
          </Text>
          <DocumentField
            enabled={opened}
            onChange={(next) => {
              setDocument(next);
              why.reset();
            }}
          />
          {may("manage_labels") && (
            <PersonField
              value={person}
              onChange={(next) => {
                setPerson(next);
                why.reset();
              }}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" disabled={!document} loading={why.isPending}>
              {t("search.why.show")}
            </Button>
          </Group>
        </Stack>
      </form>
      <Box component="section" aria-label={t("search.why.answer")} aria-live="polite" className="why-answer">
        {why.isPending && <Loading />}
        {why.error && <Failure error={asApiError(why.error)} retry={() => asked && why.mutate(asked)} />}
        {why.data && document && (
          <WhyView
            absence={why.data}
            document={document}
            instead={instead}
            person={asked?.person ?? ""}
            onGo={isHere ? go : undefined}
            onClear={(what) => {
              onClose();
              onClear(what);
            }}
          />
        )}
      </Box>
    </Modal>
  );
}

type DocumentFieldProps = { enabled: boolean; onChange: (document: DocumentSummary | undefined) => void };

/** One document of those that one may see, by its name. Names are not unique: the title stands below. */
function DocumentField({ enabled, onChange }: DocumentFieldProps) {
  const { t } = useTranslation();
  const [id, setId] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed, typingMs);
  const documents = useDocumentsNamed(wanted, enabled).data?.documents ?? [];
  const titleOf = (value: string) => documents.find((one) => one.id === (value as DocumentId))?.title;
  return (
    <Select
      label={t("search.why.document")}
      placeholder={t("search.why.document_placeholder")}
      required
      searchable
      data-autofocus
      value={id}
      onChange={(next) => {
        setId(next);
        onChange(documents.find((one) => one.id === (next as DocumentId)));
      }}
      onSearchChange={setTyped}
      nothingFoundMessage={t("search.why.no_document")}
      data={documents.map((one) => ({ value: one.id, label: one.name }))}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {titleOf(option.value)}
          </Text>
        </div>
      )}
    />
  );
}

/** Whose search: those who may list people choose, others type a login. */
function PersonField({ value, onChange }: { value: string; onChange: (login: string) => void }) {
  const { t } = useTranslation();
  const { people } = useChoices();
  return (
    <Autocomplete
      label={t("search.why.person")}
      description={t("search.why.person_text")}
      placeholder={t("search.why.person_placeholder")}
      maxLength={100}
      value={value}
      onChange={onChange}
      data={people ?? []}
    />
  );
}
