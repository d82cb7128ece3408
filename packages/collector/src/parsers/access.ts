// Access logs of Apache httpd and nginx: the common and the combined format, also with the virtual host first.
import { code, countDigits, isDigit, skipBlanks, wordEnd } from "../timestamps/characters.js";
import { scanTimestamp } from "../timestamps/timestamp.js";
import type { LineParser, ParsedLine } from "./parsed-line.js";

/** The bracket of the time stands within this of the line's start. */
const timeAtMax = 512;

/** Index of the quote that ends the text starting at `at`, minding `\"`; -1 when it does not end. */
function closingQuote(line: string, at: number): number {
  for (let index = at; index < line.length; index++) {
    const character = line.charCodeAt(index);
    if (character === code.backslash) index++;
    else if (character === code.quote) return index;
  }
  return -1;
}

interface Quoted {
  text: string;
  end: number;
}

function quotedAt(line: string, at: number): Quoted | undefined {
  const start = skipBlanks(line, at);
  if (line.charCodeAt(start) !== code.quote) return undefined;
  const close = closingQuote(line, start + 1);
  return close === -1 ? undefined : { text: line.slice(start + 1, close), end: close + 1 };
}

function set(attributes: Record<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined && value !== "" && value !== "-") attributes[name] = value;
}

/** What stands before the time: `client ident user`, or those behind the virtual host. */
function setClient(attributes: Record<string, string>, before: string): boolean {
  const words = before.split(" ");
  if (words.length < 3 || words.length > 8) return false;
  // A user name may hold blanks; a virtual host first shows by the identity, which is always `-` in practice.
  const first = words[1] !== "-" && words[2] === "-" ? 1 : 0;
  if (first === 1) set(attributes, "server.address", words[0]);
  set(attributes, "client.address", words[first]);
  set(attributes, "user.name", words.slice(first + 2).join(" "));
  return true;
}

/** `GET /path HTTP/1.1`; anything else that a client sent stays only in the message. */
function setRequest(attributes: Record<string, string>, request: string): void {
  const found = /^([A-Z]{1,20}) (\S{1,8000})(?: HTTP\/(\d(?:\.\d)?))?$/.exec(request);
  if (found === null) return;
  set(attributes, "http.request.method", found[1]);
  set(attributes, "url.path", found[2]);
  set(attributes, "network.protocol.version", found[3]);
}

/** `200 2326 "referer" "agent"`; answers false when no status stands there. */
function setResponse(attributes: Record<string, string>, line: string, at: number): boolean {
  const status = skipBlanks(line, at);
  if (countDigits(line, status, 4) !== 3) return false;
  set(attributes, "http.response.status_code", line.slice(status, status + 3));
  const size = skipBlanks(line, status + 3);
  const sizeEnd = wordEnd(line, size);
  if (isDigit(line.charCodeAt(size))) set(attributes, "http.response.body.size", line.slice(size, sizeEnd));
  const referer = quotedAt(line, sizeEnd);
  if (referer === undefined) return true;
  set(attributes, "http.request.header.referer", referer.text);
  set(attributes, "user_agent.original", quotedAt(line, referer.end)?.text);
  return true;
}

/** Reads access lines. The message is the whole line, because people search it for addresses and paths. */
export const accessParser: LineParser = {
  name: "access",
  parse(line, context): ParsedLine | undefined {
    const open = line.indexOf(" [");
    if (open < 5 || open > timeAtMax || !isDigit(line.charCodeAt(open + 2))) return undefined;
    const time = scanTimestamp(line, open + 2, context);
    if (time === undefined || line.charCodeAt(time.end) !== code.closeSquare) return undefined;
    const request = quotedAt(line, time.end + 1);
    const attributes: Record<string, string> = {};
    if (request === undefined || !setClient(attributes, line.slice(0, open))) return undefined;
    setRequest(attributes, request.text);
    if (!setResponse(attributes, line, request.end)) return undefined;
    return { time: time.time, message: line.trimEnd(), attributes };
  },
};
