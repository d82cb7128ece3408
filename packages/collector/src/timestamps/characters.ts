// Looking at single characters of a line without making strings of them.

/** Character codes that scanners ask for by name. */
export const code = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  quote: 34,
  dollar: 36,
  apostrophe: 39,
  openRound: 40,
  closeRound: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  less: 60,
  equals: 61,
  greater: 62,
  at: 64,
  openSquare: 91,
  backslash: 92,
  closeSquare: 93,
  underscore: 95,
  openCurly: 123,
  bar: 124,
  closeCurly: 125,
} as const;

/** Tells quickly whether an ASCII character is one of a set. */
export type CharacterSet = Readonly<Uint8Array>;

/** Makes a set of ASCII characters: those of `characters`, and letters and digits where `alphanumeric`. */
export function characterSet(characters: string, alphanumeric: boolean): CharacterSet {
  const set = new Uint8Array(128);
  if (alphanumeric)
    for (let character = 0; character < 128; character++) set[character] = Number(isAlphanumeric(character));
  for (let index = 0; index < characters.length; index++) set[characters.charCodeAt(index)] = 1;
  return set;
}

/** Index of the first character from `at` to before `end` that is not in the set; `end` when all are. */
export function skipSet(text: string, at: number, end: number, set: CharacterSet): number {
  let index = at;
  while (index < end && set[text.charCodeAt(index)] === 1) index++;
  return index;
}

/** Whether the code is `0` to `9`. */
export function isDigit(character: number): boolean {
  return character >= 48 && character <= 57;
}

/** Whether the code is an ASCII letter. */
export function isLetter(character: number): boolean {
  const lower = character | 32;
  return lower >= 97 && lower <= 122;
}

/** Whether the code is an ASCII letter or digit. */
export function isAlphanumeric(character: number): boolean {
  return isDigit(character) || isLetter(character);
}

/** Whether the code is a space or a tab. */
export function isBlank(character: number): boolean {
  return character === 32 || character === 9;
}

/** How many digits stand at `at`, counted up to `max`. */
export function countDigits(text: string, at: number, max: number): number {
  let count = 0;
  while (count < max && isDigit(text.charCodeAt(at + count))) count++;
  return count;
}

/** The number that `count` digits at `at` make; exact up to 15 digits. */
export function readNumber(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) value = value * 10 + text.charCodeAt(index) - 48;
  return value;
}

/** Where the blanks at `at` end. */
export function skipBlanks(text: string, at: number): number {
  let position = at;
  while (isBlank(text.charCodeAt(position))) position++;
  return position;
}

/** Where the run of characters that are neither blank nor a newline, starting at `at`, ends. */
export function wordEnd(text: string, at: number): number {
  let position = at;
  while (position < text.length && text.charCodeAt(position) > 32) position++;
  return position;
}
