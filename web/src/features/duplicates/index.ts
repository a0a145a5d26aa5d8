export { DuplicatesPage } from "./DuplicatesPage";
