export { PersonalPage } from "./PersonalPage";
