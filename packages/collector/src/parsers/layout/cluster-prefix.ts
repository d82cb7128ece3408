// The fields that supercomputer logs put before the line itself: BGL and Thunderbird (label, epoch, date, node), and
// the event lines of Los Alamos (number, node, component, state, epoch, flag).
import {
  code,
  countDigits,
  isBlank,
  isDigit,
  isLetter,
  readNumber,
  skipBlanks,
  wordEnd,
} from "../../timestamps/characters.js";
import { toNanoseconds } from "../../timestamps/moment.js";
import { scanTimestamp } from "../../timestamps/timestamp.js";
import type { Header } from "./header.js";

const secondNanos = 1_000_000_000n;

function isDottedDate(line: string, at: number): boolean {
  return countDigits(line, at, 5) === 4 && line.charCodeAt(at + 4) === code.dot && line.charCodeAt(at + 7) === code.dot;
}

/**
 * Takes `- 1117838570 2005.06.03 R02-M1 ` and the timestamp behind it. The epoch decides the second, because it needs
 * no zone; the timestamp behind it gives the fraction.
 */
export function takeClusterPrefix(header: Header): boolean {
  const { line } = header;
  const labelEnd = wordEnd(line, header.at);
  const epochAt = labelEnd + 1;
  if (countDigits(line, epochAt, 11) !== 10 || !isDottedDate(line, epochAt + 11)) return false;
  const nodeAt = skipBlanks(line, wordEnd(line, epochAt + 11));
  const nodeEnd = wordEnd(line, nodeAt);
  const own = scanTimestamp(line, skipBlanks(line, nodeEnd), header.context);
  if (own === undefined) return false;
  const label = line.slice(header.at, labelEnd);
  if (label !== "-") header.set("label", label);
  header.record.time = toNanoseconds(readNumber(line, epochAt, 10), Number(own.time % secondNanos));
  header.record.host = line.slice(nodeAt, nodeEnd);
  header.at = own.end;
  return true;
}

/** Whether the first characters allow a cluster prefix; keeps other lines from paying for the search. */
export function mayHaveClusterPrefix(line: string): boolean {
  const first = line.charCodeAt(0);
  if (first === code.minus) return isBlank(line.charCodeAt(1)) && isDigit(line.charCodeAt(2));
  return first >= 65 && first <= 90;
}

/** Takes a whole event line: `134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State …`. */
export function takeEventLine(header: Header): boolean {
  const { line } = header;
  const starts: number[] = [];
  let at = 0;
  for (let word = 0; word < 6; word++) {
    starts.push(at);
    at = skipBlanks(line, wordEnd(line, at));
  }
  const [number = 0, node = 0, component = 0, state = 0, epoch = 0, flag = 0] = starts;
  if (!isEventShape(line, number, node, epoch, flag)) return false;
  header.record.time = toNanoseconds(readNumber(line, epoch, 10), 0);
  header.record.host = line.slice(node, wordEnd(line, node));
  header.record.logger = line.slice(component, wordEnd(line, component));
  header.set("event.id", line.slice(number, wordEnd(line, number)));
  header.set("state", line.slice(state, wordEnd(line, state)));
  header.set("flag", line.slice(flag, wordEnd(line, flag)));
  header.at = at;
  return true;
}

function isEventShape(line: string, number: number, node: number, epoch: number, flag: number): boolean {
  const digits = countDigits(line, number, 20);
  if (digits === 0 || !isBlank(line.charCodeAt(digits)) || !isLetter(line.charCodeAt(node))) return false;
  return countDigits(line, epoch, 11) === 10 && isBlank(line.charCodeAt(epoch + 10)) && isDigit(line.charCodeAt(flag));
}
