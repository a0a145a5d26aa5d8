// The company's own words and what means the same, and what documents suggest.
export { WordsTab } from "./WordsTab";
