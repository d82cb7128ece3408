// The parsers for use without the rest of the collector.
export { createAutoParser } from "./auto.js";
export type { AutoParser } from "./auto.js";
export { createParser } from "./create-parser.js";
export type { ParserOptions } from "./create-parser.js";
export { normaliseObject } from "./normalise.js";
export type { LineParser, ParseContext, ParsedLine, RecordParser } from "./parsed-line.js";
export { LineGrouper } from "../multiline/line-grouper.js";
export type { LineGrouperOptions } from "../multiline/line-grouper.js";
export { parseTime } from "../timestamps/parse-time.js";
export { zoneOf } from "../timestamps/zone.js";
export type { Zone } from "../timestamps/zone.js";
export { parseMessage } from "./parse-message.js";
