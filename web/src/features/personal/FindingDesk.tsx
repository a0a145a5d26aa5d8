// The list of findings, worked through by keyboard.
import { Alert, Button, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DecisionId, type FindingId, type PersonalFinding, toLoad } from "@/api";
import { announce, Empty, Failure, Loaded, useKeys } from "@/components";
import { FindingItem } from "./FindingItem";
import { useDecide, useFindings, useUndo } from "./usePersonal";

type Props = { state: "open" | "decided"; kind: string | undefined; reason: string; mayDecideAll: boolean };
type Last = { decision: DecisionId; words: string };

const nextPageBefore = 10; // findings that are left when more are fetched

export function FindingDesk({ state, kind, reason, mayDecideAll }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [done, setDone] = useState<Last[]>([]);
  const desk = useRef<HTMLElement>(null); // stays when its last finding is decided
  const list = useRef<HTMLOListElement>(null);
  const findings = useFindings(state, kind, reason);
  const decide = useDecide();
  const undo = useUndo();
  const all = findings.data?.pages.flatMap((page) => page.findings) ?? [];
  const index = Math.min(at, Math.max(0, all.length - 1));
  const current = all[index];
  const last = done.at(-1);
  const { hasNextPage, isFetching, fetchNextPage } = findings;
  useEffect(() => {
    if (all.length - index < nextPageBefore && hasNextPage && !isFetching) void fetchNextPage();
  }, [all.length, index, hasNextPage, isFetching, fetchNextPage]);
  useEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  }, [index]);
  const move = (to: number) => setAt(Math.max(0, Math.min(all.length - 1, to)));
  const act = (finding: PersonalFinding | undefined, personal: boolean, everywhere: boolean) => {
    if (!finding || finding.ruling || (everywhere && !mayDecideAll)) return;
    desk.current?.focus({ preventScroll: true }); // the button goes with what it was about
    decide.mutate(
      {
        decision: personal ? "personal" : "not_personal",
        scope: everywhere ? "workspace" : "document",
        findings: [finding.id],
      },
      {
        onSuccess: ({ decision_id }) => {
          const what = personal ? "personal" : "not_personal";
          const words = everywhere ? t(`personal.did_${what}_all`) : t(`personal.did_${what}`);
          announce(words);
          setDone((before) => [...before, { decision: decision_id, words }]);
        },
      },
    );
  };
  const takeBack = (decision: DecisionId | undefined, finding?: FindingId) => {
    if (!decision || undo.isPending) return;
    desk.current?.focus({ preventScroll: true });
    undo.mutate(
      { decision, finding },
      {
        onSuccess: () => {
          setDone((before) => before.filter((one) => one.decision !== decision));
          announce(t("personal.undone"));
        },
      },
    );
  };
  useKeys([
    ["KeyJ", () => move(index + 1)],
    ["ArrowDown", () => move(index + 1)],
    ["KeyK", () => move(index - 1)],
    ["ArrowUp", () => move(index - 1)],
    ["Enter", (shift) => act(current, true, shift)],
    ["KeyY", (shift) => act(current, true, shift)],
    ["KeyN", (shift) => act(current, false, shift)],
    ["KeyX", (shift) => act(current, false, shift)],
    ["KeyU", () => takeBack(last?.decision)],
  ]);
  const failed = decide.error ?? undo.error;
  return (
    <section
      ref={desk}
      tabIndex={-1}
      className="finding-desk"
      aria-label={t(state === "open" ? "personal.findings" : "personal.decisions")}
    >
      {failed && <Failure error={asApiError(failed)} />}
      {last && (
        <Alert mb="sm" color="gray" role="status">
          <Group justify="space-between">
            <Text size="sm">{last.words}</Text>
            <Button
              size="compact-sm"
              variant="default"
              aria-keyshortcuts="U"
              loading={undo.isPending}
              onClick={() => takeBack(last.decision)}
            >
              {t("personal.undo")}
            </Button>
          </Group>
        </Alert>
      )}
      <Loaded load={toLoad(findings)}>
        {() =>
          all.length === 0 && !hasNextPage ? (
            <Empty
              title={t(state === "open" ? "personal.empty_title" : "personal.none_decided_title")}
              text={t(state === "open" ? "personal.empty_text" : "personal.none_decided_text")}
            />
          ) : (
            <ol
              ref={list}
              className="findings"
              aria-label={t(state === "open" ? "personal.findings" : "personal.decisions")}
            >
              {all.map((finding, number) => (
                <FindingItem
                  key={finding.id}
                  finding={finding}
                  current={number === index}
                  mayDecideAll={mayDecideAll}
                  onChoose={() => setAt(number)}
                  onDecide={(personal, everywhere) => act(finding, personal, everywhere)}
                  onUndo={() => takeBack(finding.ruling?.decision_id as DecisionId | undefined, finding.id)}
                />
              ))}
            </ol>
          )
        }
      </Loaded>
    </section>
  );
}
