import { createFields } from "../processors/set-fields.js";
import { createFilter } from "../processors/filter.js";
import type { Processor } from "../processors/processor.js";
import { createRedact } from "../processors/redact.js";
import { createSample } from "../processors/sample.js";
import { createThrottle } from "../processors/throttle.js";
import type { ProcessorConfig } from "./pipeline-schema.js";

/** Makes the processor that a configuration asks for. */
export function createProcessor(config: ProcessorConfig): Processor {
  switch (config.type) {
    case "filter":
      return createFilter(config);
    case "fields":
      return createFields(config);
    case "redact":
      return createRedact(config);
    case "sample":
      return createSample(config);
    default:
      return createThrottle(config);
  }
}
