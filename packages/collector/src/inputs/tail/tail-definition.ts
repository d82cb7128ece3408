// The plugin `file`: its options, and the tail that they ask for.
import { z } from "zod";
import { type ParserConfig, parserShape, streamParser } from "../../parsers/parser-schema.js";
import { LineDecoder } from "../../record/line-decoder.js";
import { type CommonInputConfig, commonInputShape, defaultsOf, zoneFor } from "../input-options.js";
import type { InputDefinition, InputSurroundings } from "../input-definition.js";
import { serviceOfPath } from "./service-of-path.js";
import { TailInput } from "./tail-input.js";

/** The file input in a configuration. */
export interface FileConfig extends CommonInputConfig {
  type: "file";
  paths: string[];
  multiline?: boolean | undefined;
  parser?: ParserConfig | undefined;
}

/** The plugin `file`. */
export const fileDefinition: InputDefinition<FileConfig> = {
  type: "file",
  schema: z.strictObject({
    type: z.literal("file"),
    paths: z.array(z.string().min(1)).min(1).describe("Files and patterns (*, ?, [a-z], {a,b}, **) to follow."),
    multiline: z.boolean().optional().describe("Keep stack traces with their record. @default true"),
    ...parserShape,
    ...commonInputShape,
  }),
  create: createTail,
};

function createTail(config: FileConfig, surroundings: InputSurroundings): TailInput {
  const { target, logger, positions, directory, id } = surroundings;
  const zone = zoneFor(config, surroundings);
  return new TailInput({
    paths: config.paths,
    id,
    ...(directory !== undefined && { directory }),
    positions,
    target,
    logger,
    decoder: (path) => {
      const defaults = { ...defaultsOf(config, serviceOfPath(path)), attributes: { "log.file.path": path } };
      return new LineDecoder({
        zone,
        multiline: config.multiline ?? true,
        defaults,
        parser: streamParser(config.parser),
      });
    },
  });
}
