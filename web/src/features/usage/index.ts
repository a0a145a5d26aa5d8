export { UsageTab } from "./UsageTab";
