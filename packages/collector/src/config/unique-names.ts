// Names are ids: each stands once among the inputs, the processors, and the outputs.
import type { z } from "zod";
import type { Named } from "./component-name.js";

const kinds = ["inputs", "processors", "outputs"] as const;

/** The parts of a pipeline whose names are checked. */
export type NamedParts = { readonly [K in (typeof kinds)[number]]?: readonly Named[] | undefined };

/** Adds an issue for each name that stands twice, and for a second output to the store. */
export function checkNames(pipeline: NamedParts, context: z.RefinementCtx): void {
  for (const kind of kinds) {
    const seen = new Set<string>();
    for (const [index, { type, name = type === "store" ? type : undefined }] of (pipeline[kind] ?? []).entries()) {
      if (name === undefined) continue;
      if (seen.has(name)) context.addIssue({ code: "custom", path: [kind, index, "name"], message: twice(name) });
      seen.add(name);
      if (kind === "outputs" && name === "store" && type !== "store") {
        context.addIssue({ code: "custom", path: [kind, index, "name"], message: "Only the store is called store" });
      }
    }
  }
}

function twice(name: string): string {
  return `The name ${name} is taken already; names must differ`;
}
