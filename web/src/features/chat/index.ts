export { AnswerText } from "./AnswerText";
export { ChatPage } from "./ChatPage";
export { DoubtsView } from "./DoubtsView";
export { doubtsOf } from "./doubts";
export { CitationsView, NearestView, type Source } from "./SourcesView";
