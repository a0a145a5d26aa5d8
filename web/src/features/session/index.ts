export { PasswordDialog } from "./PasswordDialog";
export { SessionGate } from "./SessionGate";
export { forgetPerson, onLeave, sessionKey, useLogOut, useRights, useSession } from "./useSession";
