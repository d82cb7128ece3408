// Options whose text is a condition or an expression: what cannot be used is told with its place in the configuration.
import { z } from "zod";
import { CollectorError } from "../../errors.js";
import { compileCondition, compileText } from "./condition.js";

function checked(compile: (text: string) => unknown): z.ZodString {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      try {
        compile(text);
      } catch (error) {
        if (!(error instanceof CollectorError)) throw error;
        context.addIssue({ code: "custom", message: error.message });
      }
    });
}

/** A condition in the search language. */
export const conditionSchema: z.ZodString = checked(compileCondition);

/** An expression of the search language, as `eval` takes it. */
export const expressionSchema: z.ZodString = checked(compileText);

/** The option `when` of every processor. */
export const whenOption: { when: z.ZodOptional<z.ZodString> } = {
  when: conditionSchema.optional().describe("Only records that match this search; others pass unchanged. @default all"),
};
