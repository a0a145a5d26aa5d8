export { EvaluationPage } from "./EvaluationPage";
export { QuestionSetPage } from "./QuestionSetPage";
export { RunPage } from "./RunPage";
