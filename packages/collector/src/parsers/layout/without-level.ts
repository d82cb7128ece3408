// What follows the time where the line has no level: syslog's host and tag, fields between bars, or a name.
import { code, isBlank, isLetter, skipBlanks } from "../../timestamps/characters.js";
import type { TimestampKind } from "../../timestamps/timestamp.js";
import type { ParsedLine } from "../parsed-line.js";
import { closingBracket, type Header } from "./header.js";
import { levelTokenAt } from "./level-token.js";
import { type TagEvidence, scanHostAndTag } from "./syslog-tag.js";

const nameLengthMax = 128;

/** The text between the bar at the scan and the next one; empty when that is far away. */
function fieldAt(header: Header): string {
  const end = header.line.indexOf("|", header.at + 1);
  return end === -1 || end - header.at > nameLengthMax ? "" : header.line.slice(header.at + 1, end);
}

/** `|Step_LSC|30002312|message`: a name, a number, then the message; either may be missing. */
function scanBars(header: Header): boolean {
  if (header.character !== code.bar) return false;
  const name = fieldAt(header);
  if (/^\s*[A-Za-z_]\S*\s*$/.test(name)) {
    header.record.logger = name.trim();
    header.at += name.length + 1;
  }
  const number = header.character === code.bar ? fieldAt(header) : "";
  if (/^\s*\d{1,19}\s*$/.test(number)) {
    header.setNumber(number.trim());
    header.at += number.length + 1;
  }
  header.at++;
  return true;
}

/** `chrome.exe - message`, `chrome.exe *64 - message`: a program, a dash, the message. */
function scanNameAndDash(header: Header): boolean {
  const { line } = header;
  const dash = line.indexOf(" - ", header.at);
  if (dash === -1 || dash - header.at > nameLengthMax) return false;
  const name = line.slice(header.at, dash);
  if (!/^[\w.$:@/+-]+(?: \*\d+)?$/.test(name) || !isLetter(name.charCodeAt(0))) return false;
  header.record.logger = name;
  header.at = dash + 3;
  return true;
}

/** `main.go:23: message` and `com.example.Name: message`: a name that prose would not have, and a colon. */
function scanNameAndColon(header: Header): boolean {
  const { line } = header;
  const colon = line.indexOf(": ", header.at);
  if (colon === -1 || colon - header.at > nameLengthMax) return false;
  const name = line.slice(header.at, colon);
  const file = /^([\w./-]+\.[a-z]{1,4}):(\d{1,9})$/.exec(name);
  if (file?.[1] !== undefined && file[2] !== undefined) {
    header.set("code.file.path", file[1]);
    header.set("code.line.number", file[2]);
  } else {
    const found = /^([\w$-]+(?:[.:/]+[\w$-]+)*)(?:\[(\d{1,19})\])?$/.exec(name);
    if (found?.[1] === undefined || (found[2] === undefined && !/[./:]/.test(name))) return false;
    if (/(?:Error|Exception)$/.test(found[1])) return false;
    header.record.logger = found[1];
    if (found[2] !== undefined) header.setNumber(found[2]);
  }
  header.at = colon + 2;
  return true;
}

function takeNumberBracket(header: Header): void {
  const close = header.character === code.openSquare ? closingBracket(header.line, header.at) : -1;
  if (close === -1) return;
  const inner = header.line.slice(header.at + 1, close);
  if (!/^\d{1,19}$/.test(inner)) return;
  header.setNumber(inner);
  header.at = skipBlanks(header.line, close + 1);
}

function skipColonAndDash(header: Header): void {
  const { line } = header;
  let at = header.at;
  if (line.charCodeAt(at) === code.colon || line.charCodeAt(at) === code.comma) at++;
  at = skipBlanks(line, at);
  if (line.charCodeAt(at) === code.minus && isBlank(line.charCodeAt(at + 1))) at = skipBlanks(line, at + 1);
  header.at = at;
}

/** How much must stand there: times that begin with a month's name and have no year are syslog's own. */
function evidenceFor(header: Header, kind: TimestampKind): TagEvidence {
  const own = kind === "yearless" && (isLetter(header.line.charCodeAt(0)) || header.record.host !== undefined);
  return own ? "none" : "process";
}

/**
 * Scans `host tag: message` behind a time as syslog writes it; answers false when no tag stands there, or a level
 * where the host would be. Most lines of a machine are such, so this is tried before anything else.
 */
export function scanSyslog(header: Header): boolean {
  if (!isLetter(header.line.charCodeAt(0))) return false;
  const at = skipBlanks(header.line, header.at);
  return levelTokenAt(header.line, at) === undefined && scanHostAndTag(header, "tag");
}

/** Scans from behind the time to the message. */
export function scanWithoutLevel(header: Header, kind: TimestampKind): ParsedLine {
  const node = header.record.host;
  if (scanHostAndTag(header, evidenceFor(header, kind))) {
    keepNode(header, node);
    return header.finish();
  }
  if (scanBars(header)) return header.finish();
  skipColonAndDash(header);
  takeNumberBracket(header);
  if (!scanNameAndDash(header)) scanNameAndColon(header);
  return header.finish();
}

/** A cluster's prefix has named the node already; the line's own host is then a place within it. */
function keepNode(header: Header, node: string | undefined): void {
  const own = header.record.host;
  if (node === undefined || own === undefined || own === node) return;
  header.record.host = node;
  header.set("location", own);
}
