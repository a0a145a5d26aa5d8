export { SourcesTab } from "./SourcesTab";
