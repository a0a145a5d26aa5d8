// The wording that language models are asked with: edited and checked, kept in versions, compared, put into use, tried.
export { PromptsTab } from "./PromptsTab";
