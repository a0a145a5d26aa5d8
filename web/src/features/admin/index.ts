export { AdminPage } from "./AdminPage";
export { KeysPage } from "./KeysPage";
