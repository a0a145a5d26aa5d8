// Applications: documents, instructions and a model under one name; built, tried, and called from other programs.
export { ApplicationPage } from "./ApplicationPage";
export { ApplicationsPage } from "./ApplicationsPage";
