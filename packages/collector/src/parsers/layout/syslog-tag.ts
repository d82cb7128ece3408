// The tag of a BSD syslog line, as real programs write it, and the message behind it.
import { characterSet, code, isBlank, isDigit, skipBlanks, skipSet, wordEnd } from "../../timestamps/characters.js";
import type { Header } from "./header.js";

/** A tag is looked for this far; RFC 3164 allows 32 characters, launchd and others write more. */
const tagLengthMax = 160;
const hostLengthMax = 255;

/** What the text before the colon says: `sshd(pam_unix)[19939]`, `syslogd 1.4.1`, `launchd[1] (com.apple.x[33438])`. */
interface Tag {
  name: string;
  pid: string;
  address: string;
  /** Index behind the colon. */
  end: number;
}

/** Index of the colon that ends the tag: one that a blank follows, or that stands behind a bracket; else -1. */
function tagColon(line: string, at: number): number {
  const limit = Math.min(line.length, at + tagLengthMax);
  for (let index = at; index < limit; index++) {
    if (line.charCodeAt(index) !== code.colon) continue;
    const next = line.charCodeAt(index + 1);
    const before = line.charCodeAt(index - 1);
    if (Number.isNaN(next) || isBlank(next) || before === code.closeSquare) return index;
  }
  return -1;
}

/** Without a process number only a single word, or a word and a version, is a tag: prose has colons too. */
function isBareTag(text: string): boolean {
  const blank = text.indexOf(" ");
  if (blank === -1) return text.length > 0;
  return text.indexOf(" ", blank + 1) === -1 && isDigit(text.charCodeAt(blank + 1));
}

/** What names of programs hold: no quotes, brackets, equals signs or commas. */
const inName = characterSet("!#$%&()*+-./:<>@\\_|~ ", true);

/** Whether the name could be a program's: at most three words of such characters. */
function isProgramName(name: string): boolean {
  if (name.length === 0 || skipSet(name, 0, name.length, inName) < name.length) return false;
  const blank = name.indexOf(" ");
  const second = blank === -1 ? -1 : name.indexOf(" ", blank + 1);
  return second === -1 || !name.includes(" ", second + 1);
}

const inPid = characterSet("_.-", true);

function isPid(text: string): boolean {
  return text.length > 0 && text.length <= 32 && skipSet(text, 0, text.length, inPid) === text.length;
}

/** Reads `[19939]` and what may stand behind it. */
function readTag(text: string, end: number): Tag | undefined {
  const open = text.indexOf("[");
  if (open === -1)
    return isBareTag(text) && isProgramName(text) ? { name: text, pid: "", address: "", end } : undefined;
  const close = text.indexOf("]", open);
  const pid = text.slice(open + 1, close);
  const name = text.slice(0, open).trim();
  if (close === -1 || !isProgramName(name) || !isPid(pid)) return undefined;
  const rest = text.slice(close + 1).trim();
  if (rest === "") return { name, pid, address: "", end };
  const address = rest.startsWith("(") && rest.endsWith(")") ? rest.slice(1, -1) : undefined;
  return address === undefined ? undefined : { name, pid, address, end };
}

/** The tag at `at`, if the text there starts with one. */
function tagAt(line: string, at: number): Tag | undefined {
  const start = skipBlanks(line, at);
  const colon = tagColon(line, start);
  return colon <= start ? undefined : readTag(line.slice(start, colon), colon + 1);
}

function setTag(header: Header, tag: Tag): void {
  header.record.logger = tag.name;
  if (tag.pid !== "") header.set("process.pid", tag.pid);
  if (tag.address !== "") header.set("address", tag.address);
  header.at = tag.end;
}

const inHost = characterSet("_.:#@/%~-", true);

function isHost(word: string): boolean {
  const { length } = word;
  if (length === 0 || length > hostLengthMax || word.charCodeAt(length - 1) === code.colon) return false;
  return skipSet(word, 0, length, inHost) === length;
}

/**
 * What must stand there for a word to be taken for the host: nothing, a tag, or a tag with a process number (the
 * kernel has none), as other lines may look like the first two.
 */
export type TagEvidence = "none" | "tag" | "process";

function isEnough(tag: Tag | undefined, evidence: TagEvidence): boolean {
  if (tag === undefined) return evidence === "none";
  if (evidence !== "process") return true;
  return tag.name === "kernel" || (/^\d+$/.test(tag.pid) && !tag.name.includes(" "));
}

/** Scans `host tag[pid]: message` from behind the time. Answers false, and changes nothing, without enough evidence. */
export function scanHostAndTag(header: Header, evidence: TagEvidence): boolean {
  const { line } = header;
  const start = skipBlanks(line, header.at);
  const end = wordEnd(line, start);
  const host = line.slice(start, end);
  if (!isHost(host)) {
    const alone = tagAt(line, start);
    if (alone === undefined || !isEnough(alone, evidence)) return false;
    setTag(header, alone);
    return true;
  }
  const tag = tagAt(line, end);
  if (!isEnough(tag, evidence)) return false;
  header.record.host = host;
  if (tag === undefined) header.at = end;
  else setTag(header, tag);
  return true;
}
