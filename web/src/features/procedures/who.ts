// Who may do what: the same rules as the server's, so that nobody is offered what it would refuse.
import type { Procedure } from "@/api";

/** No step is possible any more. */
export const isOver = (procedure: Procedure) => procedure.verdict !== null || procedure.log_changed_at !== null;

/** Whether this person applied the methods or chose one of them, and therefore must not be the one to check. */
export const isSamePerson = (procedure: Procedure, login: string) =>
  procedure.two_people &&
  (procedure.applied?.by === login || Object.values(procedure.methods).some(({ by }) => by === login));
