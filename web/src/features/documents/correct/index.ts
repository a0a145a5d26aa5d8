// Correcting what a reader found: the view for those who may, and the history for everybody who sees the document.
export { CorrectView } from "./CorrectView";
export { DrawLayer, type Drawn } from "./DrawLayer";
export { HistoryView } from "./HistoryView";
export { useCorrectionList, useDesk } from "./useCorrections";
