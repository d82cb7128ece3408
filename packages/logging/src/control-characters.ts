/* U+0080, U+0081 and U+0099 stay: ECMA-48 gives them no function. */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f\u0082-\u0098\u009a-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f\u0082-\u0098\u009a-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text in which line ends, other control characters but the tab, and the characters that turn the direction of text are
 * shown as escapes: so that content can neither begin a line nor command a terminal.
 */
export function onOneLine(text: string): string {
  return CONTROL.test(text) ? text.replaceAll(CONTROLS, escapeOf) : text;
}

/** The same, but line ends stay. */
export function withoutCommands(text: string): string {
  return CONTROL.test(text) ? text.replaceAll(CONTROLS, (found) => (found === "\n" ? found : escapeOf(found))) : text;
}

function escapeOf(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
