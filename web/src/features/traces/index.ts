// Traces: how answers came about, looked into and asked again; all of them for who runs the system.
export { TracePage } from "./TracePage";
export { TracesTab } from "./TracesTab";
export { traceHref } from "./words";
