// Documents to pick from and fields for conditions, out of the server.
import { useCallback, useState } from "react";
import { FieldFilter } from "@/features/labels";
import { DocumentsView } from "./DocumentsView";
import type { Draft } from "./draft";
import { useDocumentNames, useFoundDocuments } from "./useApplications";

type Props = { draft: Draft; empty: boolean; onChange: (part: Partial<Draft>) => void };

export function DocumentsField({ draft, empty, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const [condition, setCondition] = useState<string>();
  const found = useFoundDocuments(typed);
  const names = useDocumentNames(draft.documents);
  const onCondition = useCallback((next: string | undefined) => setCondition(next), []);
  const add = () => {
    if (!condition) return;
    onChange({ where: [...draft.where.filter((one) => one !== condition), condition] });
    setCondition(undefined);
  };
  return (
    <DocumentsView
      draft={draft}
      empty={empty}
      names={names}
      found={found.data?.documents ?? []}
      typed={typed}
      onTyped={setTyped}
      condition={<FieldFilter where={condition} onChange={onCondition} />}
      conditionReady={condition !== undefined}
      onAddCondition={add}
      onChange={onChange}
    />
  );
}
