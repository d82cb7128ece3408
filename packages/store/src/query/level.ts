/** The levels of the store with the range of OpenTelemetry severity numbers that each covers. */
export const levels: Readonly<Record<string, readonly [low: number, high: number]>> = {
  trace: [1, 4],
  debug: [5, 8],
  info: [9, 12],
  warning: [13, 16],
  error: [17, 20],
  critical: [21, 24],
};

// Other names for a level in syslog, Python, pino, log4j, and the single letters of glog and logcat.
const aliases: Readonly<Record<string, readonly string[]>> = {
  trace: ["trc", "finest", "verbose"],
  debug: ["dbg", "fine"],
  info: ["information", "informational"],
  warning: ["warn"],
  error: ["err", "severe"],
  critical: ["crit", "fatal", "emergency", "emerg", "panic", "alert"],
};

const canonical = new Map<string, string>();
for (const name of Object.keys(levels)) {
  canonical.set(name, name);
  for (const alias of aliases[name] ?? []) canonical.set(alias, name);
}

/** Names of levels that a comparison understands, aliases included. */
export const levelNames: readonly string[] = [...canonical.keys()];

/** `warn` gives `warning`; undefined for a name that is none of the known ones. */
export function canonicalLevel(name: string): string | undefined {
  return canonical.get(name.toLowerCase());
}

/** All spellings of the level that `name` is a spelling of; only itself, in lower case, when it is a custom name. */
export function levelSpellings(name: string): readonly string[] {
  const level = canonicalLevel(name);
  return level === undefined ? [name.toLowerCase()] : [level, ...(aliases[level] ?? [])];
}

/** Lowest and highest severity number of a level's name. */
export function severityRange(name: string): readonly [low: number, high: number] | undefined {
  return levels[canonicalLevel(name) ?? ""];
}
