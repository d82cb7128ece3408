// What changes when a configuration is read again: components whose configuration is the same keep running.
import { isDeepStrictEqual } from "node:util";
import { componentId, type Named } from "../config/component-name.js";

/** A component's configuration under its id. */
export interface Assigned<C> {
  id: string;
  config: C;
}

/** What is to be done to get from the running components to the configured ones. */
export interface Plan<C> {
  /** All that are configured, in order. */
  all: Assigned<C>[];
  /** New ones, and those whose configuration is another under the same id. */
  started: Assigned<C>[];
  /** Ids of those that are no more, and of those that are started anew. */
  stopped: string[];
}

/**
 * Compares by configuration. A component without a name keeps the id it runs under when only its place in the list has
 * changed, so that what waits for it finds it.
 */
export function planChange<C extends Named>(
  configs: readonly C[],
  running: ReadonlyMap<string, C>,
  isSame: (a: C, b: C) => boolean = isDeepStrictEqual,
): Plan<C> {
  const all = assignIds(configs, running);
  const ids = new Set(all.map(({ id }) => id));
  const started = all.filter(({ id, config }) => {
    const before = running.get(id);
    return before === undefined || !isSame(before, config);
  });
  const restarted = new Set(started.map(({ id }) => id));
  return { all, started, stopped: [...running.keys()].filter((id) => !ids.has(id) || restarted.has(id)) };
}

function assignIds<C extends Named>(configs: readonly C[], running: ReadonlyMap<string, C>): Assigned<C>[] {
  const taken = new Set(configs.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const kept = configs.map((config) => {
    if (config.name !== undefined) return config.name;
    const same = [...running].find(([id, before]) => !taken.has(id) && isDeepStrictEqual(before, config));
    if (same !== undefined) taken.add(same[0]);
    return same?.[0];
  });
  return configs.map((config, index) => {
    const id = kept[index] ?? freeId(config, index, taken);
    taken.add(id);
    return { id, config };
  });
}

function freeId(config: Named, index: number, taken: ReadonlySet<string>): string {
  let id = componentId(config, index);
  for (let next = index + 1; taken.has(id); next += 1) id = componentId(config, next);
  return id;
}
