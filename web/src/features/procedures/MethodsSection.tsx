// What becomes of each kind of personal data, and why so. "others" are all kinds that are not named.
import { Alert, Button, Group, Select, Table, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type MethodAction, type Procedure } from "@/api";
import { announce, Empty, Failure } from "@/components";
import { useKindName } from "./kinds";
import { useStep } from "./useProcedures";
import { isOver } from "./who";

const actions = ["type", "partial", "pseudonym", "remove", "keep"] as const;

function MethodForm({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const name = useKindName();
  const step = useStep(procedure.id);
  const [kind, setKind] = useState(procedure.methods.others ? "PERSON" : "others");
  const [action, setAction] = useState<MethodAction>("type");
  const [ground, setGround] = useState("");
  const send = () =>
    step.mutate(
      { step: "method", kind, action, ground: ground.trim() },
      {
        onSuccess: () => {
          announce(t("common.saved"));
          setGround("");
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {procedure.applied && (
        <Alert color="yellow" variant="light" mt="md">
          {t("procedures.method_undoes")}
        </Alert>
      )}
      <div className="procedure-form">
        <Select
          label={t("procedures.kind")}
          allowDeselect={false}
          searchable
          value={kind}
          data={["others", ...procedure.kinds].map((one) => ({ value: one, label: name(one) }))}
          onChange={(value) => value && setKind(value)}
        />
        <Select
          label={t("procedures.method")}
          allowDeselect={false}
          value={action}
          data={actions.map((one) => ({ value: one, label: t(`procedures.actions.${one}`) }))}
          onChange={(value) => value && setAction(value as MethodAction)}
        />
        <Textarea
          className="whole"
          label={t("procedures.ground")}
          required
          autosize
          maxLength={600}
          value={ground}
          onChange={(event) => setGround(event.currentTarget.value)}
        />
        <Button type="submit" disabled={ground.trim() === ""} loading={step.isPending}>
          {procedure.methods[kind] ? t("procedures.change_method") : t("procedures.add_method")}
        </Button>
      </div>
      {step.isError && <Failure error={asApiError(step.error)} />}
    </form>
  );
}

export function MethodsSection({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const name = useKindName();
  const methods = Object.entries(procedure.methods).sort(([a], [b]) => Number(a === "others") - Number(b === "others"));
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("procedures.methods_text")}
      </Text>
      {methods.length === 0 ? (
        <Empty title={t("procedures.no_methods")} />
      ) : (
        <div className="wide">
          <Table aria-label={t("procedures.step.method")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("procedures.kind")}</Table.Th>
                <Table.Th>{t("procedures.method")}</Table.Th>
                <Table.Th>{t("procedures.ground")}</Table.Th>
                <Table.Th>{t("procedures.by")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {methods.map(([kind, method]) => (
                <Table.Tr key={kind}>
                  <Table.Td>{name(kind)}</Table.Td>
                  <Table.Td>{t(`procedures.actions.${method.action}`)}</Table.Td>
                  <Table.Td>{method.ground}</Table.Td>
                  <Table.Td className="nowrap">{method.by}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {!isOver(procedure) && <MethodForm procedure={procedure} />}
      {!isOver(procedure) && !procedure.methods.others && (
        <Group mt="xs">
          <Text size="sm" c="dimmed">
            {t("procedures.others_missing")}
          </Text>
        </Group>
      )}
    </>
  );
}
