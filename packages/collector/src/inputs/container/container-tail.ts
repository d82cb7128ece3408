// What the inputs of containers' logs have in common: a tail of files whose lines are unwrapped.
import { z } from "zod";
import type { OptionalShape } from "../../config/plugin-schema.js";
import { type ParserConfig, parserShape, streamParser } from "../../parsers/parser-schema.js";
import { LineDecoder } from "../../record/line-decoder.js";
import type { RecordDefaults } from "../../record/segment-line.js";
import type { InputSurroundings } from "../input-definition.js";
import { type CommonInputConfig, commonInputShape, zoneFor } from "../input-options.js";
import { TailInput } from "../tail/tail-input.js";

/** Options of an input of containers' logs. */
export interface ContainerConfig extends CommonInputConfig {
  paths?: string[] | undefined;
  multiline?: boolean | undefined;
  parser?: ParserConfig | undefined;
}

/** The schema's part for {@link ContainerConfig}; `files` says what the paths are of. */
export function containerShape(files: string, standardPaths: readonly string[]): OptionalShape<ContainerConfig> {
  return {
    paths: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(`${files} @default ${standardPaths.join(", ")}`),
    multiline: z.boolean().optional().describe("Keep stack traces with their record. @default true"),
    ...parserShape,
    ...commonInputShape,
  };
}

/** The input; `defaults` says what the records of a file get. */
export function containerTail(
  config: ContainerConfig,
  surroundings: InputSurroundings,
  paths: readonly string[],
  defaults: (path: string) => RecordDefaults,
): TailInput {
  const { id, target, logger, positions, directory } = surroundings;
  const zone = zoneFor(config, surroundings);
  const { multiline = true, parser } = config;
  return new TailInput({
    id,
    paths: config.paths ?? paths,
    ...(directory !== undefined && { directory }),
    positions,
    target,
    logger,
    decoder: (path) => new LineDecoder({ zone, multiline, defaults: defaults(path), parser: streamParser(parser) }),
  });
}
