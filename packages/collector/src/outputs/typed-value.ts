// Numbers and booleans exactly as JSON writes them, and short enough to lose nothing as a double.
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;

/** An attribute's text as the number or boolean that it writes, else as it is: `500` is one, `007` and `1e5` are not. */
export function typedValue(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return number.test(text) ? Number(text) : text;
}
