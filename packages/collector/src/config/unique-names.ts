// Names are ids: each stands once among the inputs, the processors, and the outputs; and what routes name is there.
import type { z } from "zod";
import { componentId, type Named } from "./component-name.js";

const kinds = ["inputs", "processors", "outputs"] as const;

interface Route {
  to: readonly string[];
}

/** The parts of a pipeline whose names are checked. */
export interface NamedParts {
  readonly inputs?: readonly Named[] | undefined;
  readonly processors?:
    | readonly (Named & { routes?: readonly Route[]; otherwise?: readonly string[] | undefined })[]
    | undefined;
  readonly outputs?: readonly Named[] | undefined;
}

/** Adds an issue for each name that stands twice, for a second store, and for a route to an output that is not there. */
export function checkNames(pipeline: NamedParts, context: z.RefinementCtx): void {
  const complain = (path: PropertyKey[], message: string): void => {
    context.addIssue({ code: "custom", path, message });
  };
  for (const kind of kinds) checkUnique(kind, pipeline[kind] ?? [], complain);
  checkStore(pipeline.outputs ?? [], complain);
  checkRoutes(pipeline, complain);
}

type Complain = (path: PropertyKey[], message: string) => void;

function checkUnique(kind: string, parts: readonly Named[], complain: Complain): void {
  const seen = new Set<string>();
  for (const [index, { name }] of parts.entries()) {
    if (name === undefined) continue;
    if (seen.has(name)) complain([kind, index, "name"], `The name ${name} is taken already; names must differ`);
    seen.add(name);
  }
}

function checkStore(outputs: readonly Named[], complain: Complain): void {
  let stores = 0;
  for (const [index, { type, name }] of outputs.entries()) {
    if (type === "store") stores += 1;
    if (type === "store" && stores > 1) complain(["outputs", index, "type"], "There is one store");
    if (type !== "store" && name === "store") complain(["outputs", index, "name"], "Only the store is called store");
  }
}

function checkRoutes({ processors = [], outputs = [] }: NamedParts, complain: Complain): void {
  const ids = new Set(outputs.map((output, index) => componentId(output, index)));
  if (!outputs.some(({ type }) => type === "store")) ids.add("store");
  const check = (names: readonly string[], path: PropertyKey[]): void => {
    for (const [index, name] of names.entries()) {
      if (!ids.has(name)) complain([...path, index], `There is no output ${name}; there are ${[...ids].join(", ")}`);
    }
  };
  for (const [index, { routes = [], otherwise = [] }] of processors.entries()) {
    for (const [route, { to }] of routes.entries()) check(to, ["processors", index, "routes", route, "to"]);
    check(otherwise, ["processors", index, "otherwise"]);
  }
}
