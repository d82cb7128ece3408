// One table of level names, as logs write them, with the canonical level and OpenTelemetry's SeverityNumber.

/** A canonical level with its SeverityNumber (1 to 24). */
export interface Level {
  /** trace, debug, info, warning, error, critical, or another name in lower case. */
  level: string;
  severity: number;
}

/** Names longer than this are not levels. */
const nameLengthMax = 32;

/**
 * Canonical level, severity, and the names that mean it. `notice` and `failure` keep their names: they lie between
 * canonical levels and people search for them. Severities follow the OpenTelemetry log data model, appendix B.
 */
const rows: readonly (readonly [level: string, severity: number, names: string])[] = [
  ["trace", 1, "trace trc trce verbose vrb vrbs finest silly"],
  ["trace", 3, "finer"],
  ["debug", 5, "debug dbg dbug debg fine debug1 debug2 debug3 debug4 debug5"],
  ["debug", 7, "config"],
  ["info", 9, "info inf information informational informative note log"],
  ["notice", 10, "notice"],
  ["success", 10, "success"],
  ["warning", 13, "warning warn wrn warnings"],
  ["error", 17, "error err eror errors severe"],
  ["failure", 18, "failure"],
  ["error", 17, "fail"],
  ["critical", 21, "critical crit fatal ftl fatl dpanic"],
  ["critical", 22, "alert"],
  ["critical", 23, "emergency emerg emrg panic"],
];

/** Single letters as logcat, klog, glog, Ruby and MongoDB write them. */
const letterRows: readonly (readonly [letter: string, level: string, severity: number])[] = [
  ["V", "trace", 1],
  ["T", "trace", 1],
  ["D", "debug", 5],
  ["I", "info", 9],
  ["N", "notice", 10],
  ["W", "warning", 13],
  ["E", "error", 17],
  ["C", "critical", 21],
  ["F", "critical", 21],
  ["A", "critical", 22],
];

const levels = new Map<string, Level>();
const letters = new Map<string, Level>();
/** Names in the writings that lines use: lower case, upper case, capitalised. Saves a lower-casing per line. */
const writings = new Map<string, Level>();

for (const [level, severity, names] of rows) {
  for (const name of names.split(" ")) {
    const entry = { level, severity };
    levels.set(name, entry);
    for (const writing of [name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)]) {
      writings.set(writing, entry);
    }
  }
}
for (const [letter, level, severity] of letterRows) letters.set(letter, { level, severity });

/** Longest name in the table; a longer word cannot be a level. */
export const levelNameLengthMax: number = Math.max(...[...levels.keys()].map((name) => name.length));

/** The level that a word of a line's header means, in lower case, upper case or capitalised; not single letters. */
export function levelOfWord(word: string): Level | undefined {
  return writings.get(word);
}

/** The level that a single capital letter means. */
export function levelOfLetter(letter: string): Level | undefined {
  return letters.get(letter);
}

function severityOfUnknown(name: string): number {
  if (/fatal|crit|emerg|panic/.test(name)) return 21;
  if (/err|fail/.test(name)) return 17;
  if (name.includes("warn")) return 13;
  if (name.includes("debug")) return 5;
  return /trace|verbose/.test(name) ? 1 : 9;
}

/**
 * The level of a field's text. A name that is not in the table is kept in lower case with the severity that its
 * wording suggests, else that of info. Answers `undefined` for an empty text.
 */
export function levelOfText(text: string): Level | undefined {
  const name = text.trim().toLowerCase();
  if (name === "") return undefined;
  const known = levels.get(name) ?? (name.length === 1 ? letters.get(name.toUpperCase()) : undefined);
  if (known !== undefined) return known;
  if (/^\d{1,2}$/.test(name)) return levelOfNumber(Number(name));
  const kept = name.slice(0, nameLengthMax);
  return { level: kept, severity: severityOfUnknown(kept) };
}

/** Syslog severities 0 to 7 (RFC 5424 table 2). */
const syslogNames = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
/** Numbers from 10 count in tens: pino, bunyan and Python up to 50, pino and bunyan to 60. */
const tens = ["trace", "debug", "info", "warning", "error", "critical"];
/** Python's numbers: CRITICAL is 50. */
const pythonTens = ["debug", "info", "warning", "error", "critical"];

/** The level of a syslog severity, 0 (emergency) to 7 (debug). */
export function levelOfSyslog(severity: number): Level {
  return levels.get(syslogNames[severity & 7] ?? "info") ?? { level: "info", severity: 9 };
}

/** The level of a number: 0 to 7 are syslog's, 10 to 60 those of pino and bunyan. Others are no level. */
export function levelOfNumber(value: number): Level | undefined {
  if (!Number.isFinite(value) || value < 0 || value >= 100) return undefined;
  if (value < 8 && Number.isInteger(value)) return levelOfSyslog(value);
  if (value < 10) return undefined;
  return levels.get(tens[Math.min(5, Math.floor(value / 10) - 1)] ?? "info");
}

/** The level of a number of Python's logging module (`levelno`). */
export function levelOfPython(value: number): Level | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined;
  if (value < 10) return levels.get("trace");
  return levels.get(pythonTens[Math.min(4, Math.floor(value / 10) - 1)] ?? "info");
}

const otelNames = ["trace", "debug", "info", "warning", "error", "critical"];

/** The level of an OpenTelemetry SeverityNumber, 1 to 24; keeps the number. */
export function levelOfSeverity(value: number): Level | undefined {
  if (!Number.isInteger(value) || value < 1 || value > 24) return undefined;
  return { level: otelNames[Math.floor((value - 1) / 4)] ?? "info", severity: value };
}
