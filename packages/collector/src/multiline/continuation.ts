// Which lines go on with the record before them: the stack traces of Node, Python, Java, Go, Ruby, .NET, PHP and Rust,
// and Erlang's reports.
import { characterSet, code, isBlank, isDigit, isLetter, skipSet } from "../timestamps/characters.js";

/** What the open record is in the middle of; it decides which unindented lines still belong to it. */
export type TraceState = "none" | "python" | "pythonEnd" | "go" | "node" | "php" | "rust" | "erlang";

/** A stamp such as `2019-03-05` behind blanks starts a record of its own. */
const indentedStart = /^\s{1,32}\[?\d{4}[-/]\d{2}[-/]\d{2}/;
const exceptionClass =
  /^(?:[A-Za-z_$][\w$]{0,63}(?:\.|::)){0,12}(?:[A-Z][\w$]{0,63})?(?:Error|Exception|Throwable)(?: \[\w{1,64}\])?(?::|$)/;
const rubyFrame = /^(?:[\w./@+-]{1,200}|<internal:[\w./-]{1,100}>|\(\w{1,32}\)):\d{1,6}:in [`']/;
const phpFrame = /^#\d{1,5} (?:\{main\}|.{1,1000}\(\d{1,7}\): |\[internal function\]: )/;
/** As the command line prints it: `PHP Stack trace:`, `PHP   1. {main}() /app/a.php:0`. */
const phpLine = /^PHP (?:Stack trace:$| {1,3}\d{1,4}\. )/;
const rustPanic = /^thread '.{0,200}' (?:\(\d{1,10}\) )?panicked at /;
const erlangReport = /^=[A-Z]{4,16} REPORT====/;
const goCall = /^(?:created by )?[\w./*()\-$[\]{}@~]{1,256}\(.{0,200}\)?(?: in goroutine \d{1,12})?$/;
const goLine = /^(?:goroutine \d{1,12} |\[signal |exit status \d|panic: |fatal error: |runtime stack:|created by )/;
const nodeStart = /^(?:node:|file:\/\/\/|\/|[A-Za-z]:\\)[^\s:]{1,256}:\d{1,7}$/;
const javaUtilTime = /^[A-Z][a-z]{2} \d{1,2}, \d{4} .{1,200}$/;
const javaUtilLevel = /^[A-Z]{4,7}: /;

/** Starts of unindented lines that always go on with what is before them. */
const alwaysGoOn = ["Caused by: ", "--- End of ", "... "];
const pythonBetween = ["During handling of the above exception", "The above exception was the direct cause"];
const phpStart = "Stack trace:";
const traceback = "Traceback (most recent call last):";

function startsWithAny(line: string, starts: readonly string[]): boolean {
  for (const start of starts) if (line.startsWith(start)) return true;
  return false;
}

/** Whether a line has a header of its own (a time, a bracket), so that an exception behind it belongs to it. */
export function isHeaded(line: string): boolean {
  const first = line.charCodeAt(0);
  if (isDigit(first) || first === code.openSquare || first === code.less) return true;
  return isLetter(first) && /^(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|[A-Z]\d{4} |[A-Z]{4,8}\b)/.test(line);
}

/** The state that a record's first line puts the record in. */
export function stateOfStart(line: string): TraceState {
  if (line.startsWith(traceback)) return "python";
  if (goLine.test(line) && !line.startsWith("[")) return "go";
  if (line.startsWith("thread '") && rustPanic.test(line)) return "rust";
  if (line.startsWith("=") && erlangReport.test(line)) return "erlang";
  return nodeStart.test(line) ? "node" : "none";
}

/** The state behind a line that was joined. */
export function stateBehind(state: TraceState, line: string): TraceState {
  if (line.startsWith(traceback)) return "python";
  if (line.startsWith("goroutine ")) return "go";
  if (line.startsWith(phpStart)) return "php";
  if (state === "python" && line !== "" && !isBlank(line.charCodeAt(0)) && !startsWithAny(line, pythonBetween)) {
    return "pythonEnd";
  }
  return state;
}

/** Whether an empty line is inside a trace, where Python, Go and Node write them. */
function isInside(state: TraceState): boolean {
  return state === "pythonEnd" || state === "go" || state === "node";
}

function goesOnInState(state: TraceState, line: string, first: string, lines: number): boolean {
  if (state === "php") return phpFrame.test(line);
  if (state === "erlang") return !line.startsWith("=") && !isDigit(line.charCodeAt(0));
  // The panic's message stands on the line behind the one that ends with a colon (Rust 1.73).
  if (state === "rust") {
    return (lines === 1 && first.endsWith(":")) || line === "stack backtrace:" || line.startsWith("note: ");
  }
  if (state === "python") return true;
  if (state === "pythonEnd") return startsWithAny(line, pythonBetween) || line.startsWith(traceback);
  if (state === "go") return goLine.test(line) || goCall.test(line);
  return state === "node" && (line.startsWith("Node.js v") || exceptionClass.test(line));
}

/** Longest first word that is looked at: a class or a path. */
const firstWordMax = 300;
const inClass = characterSet("_$./-", true);

/** Whether a letter starts an exception, a trace or a frame that belongs to the record. */
function isTraceLine(line: string, first: string, lines: number): boolean {
  const wordEndAt = skipSet(line, 0, Math.min(line.length, firstWordMax), inClass);
  const behind = line.charCodeAt(wordEndAt);
  if (behind === code.space) return isTracePhrase(line, first);
  if (behind !== code.colon && wordEndAt < line.length) return false;
  if (behind === code.colon && isDigit(line.charCodeAt(wordEndAt + 1)) && rubyFrame.test(line)) return true;
  if (lines === 1 && javaUtilLevel.test(line) && javaUtilTime.test(first)) return true;
  return exceptionClass.test(line) && isHeaded(first);
}

/** Lines whose first word says it: `Caused by: …`, `Traceback (most …`, `goroutine 1 [running]:`, `Error [CODE]: …`. */
function isTracePhrase(line: string, first: string): boolean {
  if (startsWithAny(line, alwaysGoOn) || line.startsWith(phpStart)) return true;
  if (line.startsWith("PHP ") && phpLine.test(line)) return first.startsWith("PHP ");
  if (line.startsWith(traceback) || line.startsWith("goroutine ")) return isHeaded(first);
  return line.includes(" [") && exceptionClass.test(line) && isHeaded(first);
}

/**
 * Whether `line` goes on with the open record, which starts with `first`, has `lines` lines and is in `state`.
 * Takes bounded time for any line.
 */
export function goesOn(line: string, first: string, lines: number, state: TraceState): boolean {
  const character = line.charCodeAt(0);
  if (Number.isNaN(character)) return isInside(state);
  if (isBlank(character)) return !indentedStart.test(line);
  if (state !== "none" && goesOnInState(state, line, first, lines)) return true;
  if (isLetter(character)) return isTraceLine(line, first, lines);
  if (character === code.dot || character === code.minus) return startsWithAny(line, alwaysGoOn);
  if (character === code.slash || character === code.less || character === code.openRound) return rubyFrame.test(line);
  const closes = character === code.closeCurly || character === code.closeSquare || character === code.closeRound;
  return closes && lines > 1 && line.length <= 4;
}
