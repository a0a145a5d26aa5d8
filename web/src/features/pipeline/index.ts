export { PipelinePage } from "./PipelinePage";
