// Attributes that are written as the numbers and booleans that their texts are.
import { z } from "zod";
import type { OptionalShape } from "../config/plugin-schema.js";

/** The option of outputs that can write attributes so. */
export const typedAttributesShape: OptionalShape<{ typed_attributes?: boolean | undefined }> = {
  typed_attributes: z
    .boolean()
    .optional()
    .describe("Write attributes that are numbers or booleans as such, not as text. @default false"),
};

// Numbers and booleans exactly as JSON writes them, and short enough to lose nothing as a double.
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;

/** An attribute's text as the number or boolean that it writes, else as it is: `500` is one, `007` and `1e5` are not. */
export function typedValue(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return number.test(text) ? Number(text) : text;
}
