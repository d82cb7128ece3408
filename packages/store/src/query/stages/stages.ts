import type { StageDefinition } from "../stage.js";
import { dedupStage } from "./dedup.js";
import { evalStage } from "./eval.js";
import { extractStage } from "./extract.js";
import { fieldsStage } from "./fields.js";
import { limitStage } from "./limit.js";
import { parseStage } from "./parse.js";
import { patternsStage } from "./patterns.js";
import { rateStage } from "./rate.js";
import { renameStage } from "./rename.js";
import { sortStage } from "./sort.js";
import { statsStage } from "./stats.js";
import { timechartStage } from "./timechart.js";
import { topStage } from "./top.js";
import { whereStage } from "./where.js";

/** All stages, in the order of the reference. */
export const stageDefinitions: readonly StageDefinition[] = [
  whereStage,
  statsStage,
  timechartStage,
  topStage,
  rateStage,
  sortStage,
  limitStage,
  dedupStage,
  fieldsStage,
  parseStage,
  extractStage,
  evalStage,
  renameStage,
  patternsStage,
];

/** All stages by name. */
export const stages: ReadonlyMap<string, StageDefinition> = new Map(
  stageDefinitions.map((definition) => [definition.name, definition]),
);

/** Their names. */
export const stageNames: readonly string[] = [...stages.keys()];
