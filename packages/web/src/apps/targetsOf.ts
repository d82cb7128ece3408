import type { App } from "@cordwood/server/api";

/** For each application the ids of those whose level is set with it: itself, or with `together` all of its service. */
export function targetsOf(apps: readonly App[], together: boolean): ReadonlyMap<string, readonly string[]> {
  return new Map(
    apps.map(({ id, service }) => [
      id,
      together ? apps.filter((other) => other.service === service).map((other) => other.id) : [id],
    ]),
  );
}
