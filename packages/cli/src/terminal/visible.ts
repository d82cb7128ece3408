// Log content is hostile: nothing in it may move the cursor, change colours, ring, or reorder what a person reads.

const dangerous = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

const short: Record<string, string> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\u001b": "\\e" };

/** Text with control and direction characters written out (`\e`, `\n`, `\x07`, `\u202e`), safe on any terminal. */
export function visible(text: string): string {
  return text.replaceAll(dangerous, (character) => {
    const known = short[character];
    if (known !== undefined) return known;
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** The same for text that may have several lines, such as a stack trace: newlines and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split("\t").map(visible).join("\t"))
    .join("\n");
}
