export { ProcedurePage } from "./ProcedurePage";
export { ProceduresPage } from "./ProceduresPage";
