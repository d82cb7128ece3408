import type { StageDefinition } from "../stage.js";
import { limitStage } from "./limit.js";
import { sortStage } from "./sort.js";
import { statsStage } from "./stats.js";
import { whereStage } from "./where.js";

/** All stages, in the order of the reference. */
export const stageDefinitions: readonly StageDefinition[] = [whereStage, statsStage, sortStage, limitStage];

/** All stages by name. */
export const stages: ReadonlyMap<string, StageDefinition> = new Map(
  stageDefinitions.map((definition) => [definition.name, definition]),
);

/** Their names. */
export const stageNames: readonly string[] = [...stages.keys()];
