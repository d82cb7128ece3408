// The schema of a pipeline on its own, for programs that only check a configuration.
export { checkComponents, type ComponentMistake } from "./check-components.js";
export { configurationPage } from "./configuration-page.js";
export type { BufferConfig } from "./buffer-schema.js";
export { type PipelineConfig, pipelineSchema } from "./pipeline-schema.js";
export type { OutputConfig } from "../outputs/definitions.js";
export type { InputConfig } from "../inputs/definitions.js";
export type { ProcessorConfig } from "../processors/definitions.js";
