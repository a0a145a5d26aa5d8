export { AdminPage } from "./AdminPage";
export { SecretDialog } from "./KeyDialogs";
export { KeysPage } from "./KeysPage";
