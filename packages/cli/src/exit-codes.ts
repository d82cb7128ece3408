/** Exit codes of `cordwood`; docs/reference/command-line.md tells what each means. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  address: 3,
  dataUnusable: 4,
  dataFormat: 5,
  unreachable: 6,
  refused: 7,
  nodeTooOld: 8,
  auditBroken: 9,
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Errors of the other packages that keep a command from its work in a way that a script may want to tell apart. */
export const exitCodeByCode: readonly (readonly [string, ExitCode])[] = [
  ["CW_SERVER_PORT_IN_USE", exitCodes.address],
  ["CW_SERVER_LISTEN", exitCodes.address],
  ["CW_SERVER_EXPOSED", exitCodes.usage],
  ["CW_STORE_LOCKED", exitCodes.dataUnusable],
  ["CW_STORE_UNWRITABLE", exitCodes.dataUnusable],
  ["CW_STORE_BUSY", exitCodes.dataUnusable],
  ["CW_STORE_FOREIGN", exitCodes.dataFormat],
  ["CW_STORE_CORRUPT", exitCodes.dataFormat],
  ["CW_STORE_NEWER", exitCodes.dataFormat],
  ["CW_STORE_OPTIONS", exitCodes.usage],
  ["CW_COLLECTOR_BUFFER_VERSION", exitCodes.dataFormat],
  ["CW_COLLECTOR_BUFFER_CORRUPT", exitCodes.dataFormat],
  ["CW_COLLECTOR_BUFFER_FAILED", exitCodes.dataUnusable],
  ["CW_STORE_UNREACHABLE", exitCodes.unreachable],
  ["CW_STORE_SHARD_MISSING", exitCodes.unreachable],
  ["CW_STORE_CLUSTER", exitCodes.usage],
  ["CW_STORE_MOVE", exitCodes.usage],
  ["CW_COLLECTOR_ZONE", exitCodes.usage],
  ["CW_COLLECTOR_PATTERN", exitCodes.usage],
  ["CW_COLLECTOR_CONDITION", exitCodes.usage],
  ["CW_COLLECTOR_COUNT", exitCodes.usage],
  ["CW_COLLECTOR_LOOKUP", exitCodes.usage],
  ["CW_COLLECTOR_LISTEN", exitCodes.address],
];

/** The exit code for a coded error of another package. */
export function exitCodeFor(code: string): ExitCode {
  return exitCodeByCode.find(([known]) => code === known)?.[1] ?? exitCodes.failed;
}
