// All input plugins: a new one is added to the two lists here.
import { z } from "zod";
import { type CriConfig, criDefinition } from "./container/cri-input.js";
import { type DockerConfig, dockerDefinition } from "./container/docker-input.js";
import { type ExecConfig, execDefinition } from "./exec/exec-input.js";
import { type ForwardConfig, forwardDefinition } from "./forward/forward-input.js";
import { type GelfConfig, gelfDefinition } from "./gelf/gelf-input.js";
import type { Input } from "./input.js";
import type { InputDefinition, InputSurroundings } from "./input-definition.js";
import { type MetricsConfig, metricsDefinition } from "./metrics/metrics-input.js";
import { type PythonConfig, pythonDefinition } from "./python/python-input.js";
import { type StdinConfig, stdinDefinition } from "./stdin-input.js";
import { type StatsdConfig, statsdDefinition } from "./statsd/statsd-input.js";
import { type SyslogConfig, syslogDefinition } from "./syslog/syslog-input.js";
import { type FileConfig, fileDefinition } from "./tail/tail-definition.js";

/** An input of a pipeline. */
export type InputConfig =
  | FileConfig
  | DockerConfig
  | CriConfig
  | StdinConfig
  | ExecConfig
  | SyslogConfig
  | GelfConfig
  | PythonConfig
  | ForwardConfig
  | StatsdConfig
  | MetricsConfig;

/** The plugins, in the order of the reference page. */
export const inputDefinitions: readonly InputDefinition<InputConfig>[] = [
  fileDefinition,
  dockerDefinition,
  criDefinition,
  stdinDefinition,
  execDefinition,
  syslogDefinition,
  gelfDefinition,
  pythonDefinition,
  forwardDefinition,
  statsdDefinition,
  metricsDefinition,
];

/** The schema of an input. */
export const inputSchema: z.ZodType<InputConfig> = z.discriminatedUnion("type", [
  fileDefinition.schema,
  ...inputDefinitions.slice(1).map(({ schema }) => schema),
]);

const definitionOf: ReadonlyMap<string, InputDefinition<InputConfig>> = new Map(
  inputDefinitions.map((definition) => [definition.type, definition]),
);

/** Makes the input that a configuration asks for. @throws CollectorError when an option cannot be used. */
export function createInput(config: InputConfig, surroundings: InputSurroundings): Input {
  const definition = definitionOf.get(config.type);
  if (definition === undefined) throw new TypeError(`no input has the type ${config.type}`);
  return definition.create(config, surroundings);
}
