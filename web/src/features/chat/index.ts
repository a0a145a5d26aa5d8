export { AnswerText } from "./AnswerText";
export { ChatPage } from "./ChatPage";
export { CitationsView, NearestView, type Source } from "./SourcesView";
