/** How a target behaves: as it should, or in a way that an output must survive. */
export type Behaviour = "good" | "down" | "silent" | "cuts" | "huge" | "endless" | "poisoned";

/** A target that a test controls. */
export interface Target {
  behaviour: Behaviour;
  /** Messages of the records that were taken, in order. */
  readonly messages: string[];
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The message that a poisoned target refuses. */
export const poison = "poison";
