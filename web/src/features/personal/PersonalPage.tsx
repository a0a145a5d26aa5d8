// 개인정보: what was found in documents, confirmed or dismissed by keyboard; kinds with their progress; thresholds.
import { Alert, Button, SegmentedControl, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PersonalKind, type PersonalKinds, toLoad } from "@/api";
import { AppLink, Empty, Loaded, PageHead, ReasonDialog } from "@/components";
import { formatNumber } from "@/text/format";
import { FindingDesk } from "./FindingDesk";
import { ThresholdPane } from "./ThresholdPane";
import { useKinds } from "./usePersonal";
import { useKindWords } from "./words";

type View = "open" | "decided" | "thresholds";
const views: readonly View[] = ["open", "decided", "thresholds"];

function Notes({ kinds }: { kinds: PersonalKinds }) {
  const { t } = useTranslation();
  return (
    <>
      {kinds.without_masking > 0 && (
        <Alert color="orange" variant="light" mb="sm">
          {t("personal.without_masking", { count: kinds.without_masking })}{" "}
          <AppLink href="/pipeline" size="sm">
            {t("personal.to_pipeline")}
          </AppLink>
        </Alert>
      )}
      {kinds.not_looked_at > 0 && (
        <Text size="sm" c="dimmed" mb="sm" role="status">
          {t("personal.looking", { count: kinds.not_looked_at })}
        </Text>
      )}
      {kinds.with_values_left > 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {t("personal.values_left", { count: kinds.with_values_left })}
        </Text>
      )}
    </>
  );
}

type KindListProps = {
  kinds: PersonalKind[];
  chosen: string | undefined;
  withAll: boolean;
  onChoose: (kind: string | undefined) => void;
};

function KindList({ kinds, chosen, withAll, onChoose }: KindListProps) {
  const { t, i18n } = useTranslation();
  const kindWords = useKindWords();
  const row = (name: string | undefined, label: string, list: PersonalKind[]) => {
    const decided = list.reduce((sum, { values }) => sum + values.personal + values.not_personal, 0);
    const all = decided + list.reduce((sum, { values }) => sum + values.open, 0);
    return (
      <li key={name ?? ""}>
        <UnstyledButton aria-current={name === chosen} onClick={() => onChoose(name)}>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <Text size="xs" c="dimmed">
            {t("personal.progress", {
              decided: formatNumber(decided, i18n.language),
              all: formatNumber(all, i18n.language),
            })}
          </Text>
        </UnstyledButton>
      </li>
    );
  };
  return (
    <ul className="personal-kinds" aria-label={t("personal.kinds")}>
      {withAll && row(undefined, t("personal.all"), kinds)}
      {kinds.map((kind) => row(kind.kind, kindWords(kind.kind), [kind]))}
    </ul>
  );
}

function Start({ onStart }: { onStart: (reason: string) => void }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Empty title={t("personal.start_title")} text={t("personal.start_text")}>
        <Button size="sm" onClick={() => setAsks(true)}>
          {t("personal.start")}
        </Button>
      </Empty>
      <ReasonDialog
        opened={asks}
        title={t("personal.start_title")}
        text={t("personal.start_text")}
        confirm={t("personal.start")}
        onConfirm={onStart}
        onClose={() => setAsks(false)}
      />
    </>
  );
}

type DeskProps = { data: PersonalKinds; view: View; reason: string | undefined; onReason: (reason: string) => void };

function Desk({ data, view, reason, onReason }: DeskProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | undefined>();
  const kind = data.kinds.find((one) => one.kind === chosen) ?? (view === "thresholds" ? data.kinds[0] : undefined);
  if (data.kinds.length === 0) return <Empty title={t("personal.empty_title")} text={t("personal.empty_text")} />;
  return (
    <div className="personal-desk">
      <section aria-label={t("personal.kinds")}>
        <KindList kinds={data.kinds} chosen={kind?.kind} withAll={view !== "thresholds"} onChoose={setChosen} />
        {view !== "thresholds" && (
          <>
            <Text size="xs" c="dimmed" className="only-wide">
              {t("personal.keys")}
            </Text>
            <Text size="xs" mt="xs" className="personal-danger">
              {t(data.may_decide_workspace ? "personal.danger" : "personal.danger_own")}
            </Text>
          </>
        )}
      </section>
      <div className="personal-pane">
        {view === "thresholds" && kind && (
          <ThresholdPane key={`${kind.kind} ${kind.threshold}`} kind={kind} maySet={data.may_decide_workspace} />
        )}
        {view !== "thresholds" && reason === undefined && <Start onStart={onReason} />}
        {view !== "thresholds" && reason !== undefined && (
          <FindingDesk
            key={`${view} ${kind?.kind}`}
            state={view}
            kind={kind?.kind}
            reason={reason}
            mayDecideAll={data.may_decide_workspace}
          />
        )}
      </div>
    </div>
  );
}

export function PersonalPage() {
  const { t } = useTranslation();
  const [view, setView] = useState<View>("open");
  const [reason, setReason] = useState<string | undefined>();
  const kinds = useKinds();
  return (
    <>
      <PageHead title={t("nav.personal")}>
        <SegmentedControl
          size="xs"
          aria-label={t("personal.which")}
          value={view}
          onChange={(value) => setView(value as View)}
          data={views.map((one) => ({ value: one, label: t(`personal.${one}`) }))}
        />
      </PageHead>
      {kinds.data && <Notes kinds={kinds.data} />}
      <Loaded load={toLoad(kinds)}>
        {(data) => <Desk data={data} view={view} reason={reason} onReason={setReason} />}
      </Loaded>
    </>
  );
}
