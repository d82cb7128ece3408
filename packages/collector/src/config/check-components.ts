// Looks for what a schema cannot see: a lookup file that is not there, a zone that nobody knows, two metrics of one name, two inputs at one address.
// Components are made for that, but never started, and those that may connect at once are left out.
import { getLogger } from "@cordwood/logging";
import { CollectorError, reasonOf } from "../errors.js";
import { createInput } from "../inputs/definitions.js";
import type { InputTarget } from "../inputs/input.js";
import { CountedMetrics } from "../processors/counted-metrics.js";
import { createProcessor } from "../processors/definitions.js";
import { utc } from "../timestamps/zone.js";
import { componentId } from "./component-name.js";
import type { PipelineConfig } from "./pipeline-schema.js";

/** A component that cannot be made. */
export interface ComponentMistake {
  /** Where it stands below the pipeline, such as `processors` and 2. */
  path: (string | number)[];
  reason: string;
}

const nowhere: InputTarget = { append: () => Promise.resolve() };

/** Inputs and processors of a pipeline that the schema has let pass, and that cannot be made all the same. */
export function checkComponents({ inputs = [], processors = [] }: PipelineConfig): ComponentMistake[] {
  const logger = getLogger("cordwood.collector.check");
  const counted = new CountedMetrics().draft();
  const positions = new Map();
  const taken = new Map<string, string>();
  return [
    ...inputs.flatMap((config, index) =>
      mistake(["inputs", index], () => {
        const id = componentId(config, index);
        const { addresses = [] } = createInput(config, { id, target: nowhere, logger, positions, zone: utc });
        for (const address of addresses) takeAddress(address, id, taken);
      }),
    ),
    ...processors.flatMap((config, index) =>
      mistake(["processors", index], () => {
        const id = componentId(config, index);
        createProcessor(config, { id, logger, counted, nowMs: () => Date.now() }).close?.();
      }),
    ),
  ];
}

function takeAddress(address: string, id: string, taken: Map<string, string>): void {
  const other = taken.get(address);
  if (other !== undefined)
    throw new CollectorError("CW_COLLECTOR_LISTEN", { address, input: id, reason: `${other} listens on it` });
  taken.set(address, id);
}

function mistake(path: (string | number)[], make: () => void): ComponentMistake[] {
  try {
    make();
    return [];
  } catch (error) {
    return [{ path, reason: reasonOf(error) }];
  }
}
