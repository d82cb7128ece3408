import { z } from "zod";

/** The option `name` of every input, processor and output; without it a component is called TYPE.INDEX. */
export const nameOption: { name: z.ZodOptional<z.ZodString> } = {
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, "Expected letters, digits, _ - and . only, at most 64")
    .optional()
    .describe("What it is called in metrics, messages and positions. @default TYPE.INDEX"),
};

/** A part of a pipeline that may have a name. */
export interface Named {
  type: string;
  name?: string | undefined;
}

/** What a component is called: its name, or its type and place in the list. There is one store. */
export function componentId({ type, name }: Named, index: number): string {
  return name ?? (type === "store" ? type : `${type}.${index}`);
}
