// Rules over questions, documents and answers: edited, tried, kept with who said so.
export { GuardsTab } from "./GuardsTab";
