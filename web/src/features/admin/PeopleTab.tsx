// People: who is there, and with what role and clearance.
import { Badge, Button, Group, Modal, Table } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Person, toLoad } from "@/api";
import { announce, LabelBadge, Loaded } from "@/components";
import { formatTime } from "@/text/format";
import { type PersonFields, PersonForm } from "./PersonForm";
import { useAddPerson, useChangePerson, usePeople, useSetPassword } from "./useAdmin";

const blank: PersonFields = { login: "", display_name: "", role: "reader", clearance: "O", active: true, password: "" };

export function PeopleTab() {
  const { t } = useTranslation();
  const people = usePeople();
  const [edited, setEdited] = useState<Person | "new">();
  const close = () => setEdited(undefined);
  const title =
    edited === "new" ? t("admin.person_add") : t("admin.person_edit", { name: edited?.display_name || edited?.login });
  return (
    <>
      <Group justify="flex-end" mb="sm">
        <Button size="xs" leftSection={<IconUserPlus size={16} />} onClick={() => setEdited("new")}>
          {t("admin.person_add")}
        </Button>
      </Group>
      <Loaded load={toLoad(people)}>{(data) => <PeopleTable people={data.people} onEdit={setEdited} />}</Loaded>
      <Modal
        opened={edited !== undefined}
        onClose={close}
        title={title}
        centered
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {edited === "new" && <NewPersonForm onClose={close} />}
        {edited && edited !== "new" && <ChangePersonForm person={edited} onClose={close} />}
      </Modal>
    </>
  );
}

export function PeopleTable({ people, onEdit }: { people: readonly Person[]; onEdit: (person: Person) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="wide-table">
      <Table aria-label={t("admin.people")} miw={620}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("admin.login")}</Table.Th>
            <Table.Th>{t("admin.display_name")}</Table.Th>
            <Table.Th>{t("admin.role")}</Table.Th>
            <Table.Th>{t("admin.clearance")}</Table.Th>
            <Table.Th>{t("admin.created")}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t("common.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Th scope="row">
                {person.login}{" "}
                {!person.active && (
                  <Badge color="gray" variant="light" tt="none">
                    {t("admin.inactive")}
                  </Badge>
                )}
              </Table.Th>
              <Table.Td>{person.display_name}</Table.Td>
              <Table.Td>{t(`admin.roles.${person.role}`)}</Table.Td>
              <Table.Td>
                <LabelBadge label={person.clearance} />
              </Table.Td>
              <Table.Td>{formatTime(person.created_ms, i18n.language)}</Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t("admin.person_edit", { name: person.login })}
                  onClick={() => onEdit(person)}
                >
                  {t("common.change")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function NewPersonForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddPerson();
  const submit = ({ active: _, ...person }: PersonFields) =>
    add.mutate(person, {
      onSuccess: () => {
        announce(t("admin.person_added"));
        onClose();
      },
    });
  return (
    <PersonForm
      first={blank}
      isNew
      busy={add.isPending}
      error={add.error && asApiError(add.error)}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

function ChangePersonForm({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChangePerson();
  const setPassword = useSetPassword();
  const done = () => {
    announce(t("common.saved"));
    onClose();
  };
  const submit = ({ login, password, display_name, role, clearance, active }: PersonFields) =>
    change.mutate(
      { login, change: { display_name, role, clearance, active } },
      { onSuccess: () => (password === "" ? done() : setPassword.mutate({ login, password }, { onSuccess: done })) },
    );
  const error = change.error ?? setPassword.error;
  return (
    <PersonForm
      first={{ ...person, password: "" }}
      isNew={false}
      busy={change.isPending || setPassword.isPending}
      error={error && asApiError(error)}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}
