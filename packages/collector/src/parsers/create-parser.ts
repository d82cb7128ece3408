// The parser of a format's name, as the configuration gives it.
import { accessParser } from "./access.js";
import { createAutoParser } from "./auto.js";
import { type CsvOptions, createCsvParser } from "./csv.js";
import { type GrokOptions, createGrokParser } from "./grok.js";
import { jsonParser } from "./json.js";
import { klogParser } from "./klog.js";
import { layoutParser } from "./layout/layout.js";
import { logfmtParser } from "./logfmt.js";
import { ltsvParser } from "./ltsv.js";
import { nestParser } from "./nest.js";
import type { LineParser } from "./parsed-line.js";
import { createRegexpParser } from "./regexp.js";
import { syslogParser } from "./syslog.js";

/** Keeps each line whole, as the message. */
export const noneParser: LineParser = { name: "none", parse: (line) => ({ message: line }) };

/** A format, with the options it needs. `apache` and `nginx` are access lines and error lines alike. */
export type ParserOptions =
  | {
      format:
        | "auto"
        | "json"
        | "ltsv"
        | "logfmt"
        | "syslog"
        | "apache"
        | "nginx"
        | "cri"
        | "docker"
        | "klog"
        | "nest"
        | "layout"
        | "none";
    }
  | ({ format: "csv" } & CsvOptions)
  | { format: "regexp"; pattern: string }
  | ({ format: "grok" } & GrokOptions);

const accessOrError: LineParser = {
  name: "access",
  parse: (line, context) => accessParser.parse(line, context) ?? layoutParser.parse(line, context),
};

const fixed: Readonly<Record<string, LineParser>> = {
  json: jsonParser,
  ltsv: ltsvParser,
  logfmt: logfmtParser,
  syslog: syslogParser,
  apache: accessOrError,
  nginx: accessOrError,
  klog: klogParser,
  nest: nestParser,
  layout: layoutParser,
  none: noneParser,
};

/**
 * Makes the parser of one stream. `cri` and `docker` are wrappings whose content may be in any format, which is what
 * `auto` reads too.
 * @throws CollectorError `CW_COLLECTOR_PATTERN` when a pattern cannot be used.
 */
export function createParser(options: ParserOptions): LineParser {
  if (options.format === "csv") return createCsvParser(options);
  if (options.format === "regexp") return createRegexpParser(options);
  if (options.format === "grok") return createGrokParser(options);
  return fixed[options.format] ?? createAutoParser();
}
