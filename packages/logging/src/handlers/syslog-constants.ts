/** Facilities (RFC 5424 §6.2.1), with Python's names for 12 to 15. */
export const SYSLOG_FACILITIES = {
  LOG_KERN: 0,
  LOG_USER: 1,
  LOG_MAIL: 2,
  LOG_DAEMON: 3,
  LOG_AUTH: 4,
  LOG_SYSLOG: 5,
  LOG_LPR: 6,
  LOG_NEWS: 7,
  LOG_UUCP: 8,
  LOG_CRON: 9,
  LOG_AUTHPRIV: 10,
  LOG_FTP: 11,
  LOG_NTP: 12,
  LOG_SECURITY: 13,
  LOG_CONSOLE: 14,
  LOG_SOLCRON: 15,
  LOG_LOCAL0: 16,
  LOG_LOCAL1: 17,
  LOG_LOCAL2: 18,
  LOG_LOCAL3: 19,
  LOG_LOCAL4: 20,
  LOG_LOCAL5: 21,
  LOG_LOCAL6: 22,
  LOG_LOCAL7: 23,
} as const;

/** Python's `priority_names`. */
export const PRIORITY_NAMES: Readonly<Record<string, number>> = {
  alert: 1,
  crit: 2,
  critical: 2,
  debug: 7,
  emerg: 0,
  err: 3,
  error: 3,
  info: 6,
  notice: 5,
  panic: 0,
  warn: 4,
  warning: 4,
};

/** Python's `facility_names`. */
export const FACILITY_NAMES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(SYSLOG_FACILITIES).map(([name, value]) => [name.slice(4).toLowerCase(), value])),
  "solaris-cron": 15,
};

/** Python's `priority_map`: level names to priority names. */
export const PRIORITY_MAP: Readonly<Record<string, string>> = {
  TRACE: "debug",
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warning",
  ERROR: "error",
  CRITICAL: "critical",
};
