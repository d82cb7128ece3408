// Words as the engine's splitByNonAlpha tokenizer sees them: runs of ASCII letters and digits and of anything beyond
// ASCII; every other ASCII character separates.

const token = /[A-Za-z0-9\u0080-\u{10FFFF}]+/gu;

/** The part of a regular expression that stands for one character that separates words. */
export const separatorClass: string = String.raw`[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]`;

/** Words of a text, in lower case as far as ASCII goes. */
export function tokensOf(value: string): string[] {
  return (value.match(token) ?? []).map(asciiLower);
}

/** Lower case for A to Z only, as the engine's lower() does. */
export function asciiLower(value: string): string {
  return value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether the character can be part of a word; false for undefined. */
export function isTokenCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9\u0080-\u{10FFFF}]/u.test(character);
}

/** Whether changing case beyond ASCII would change the text: such words cannot be found in the index, which folds ASCII. */
export function hasForeignCase(value: string): boolean {
  const beyond = value.replace(/[\u0000-\u007f]+/g, "");
  return beyond.toLowerCase() !== beyond || beyond.toUpperCase() !== beyond;
}
