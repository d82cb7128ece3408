import { parsingError } from "../elastic-error.js";
import { shown } from "../json-shape.js";
import { offsetMs } from "../time-zone.js";

const two = (value: number): string => String(value).padStart(2, "0");

function offsetText(offset: number, colon: boolean): string {
  if (offset === 0) return "Z";
  const minutes = Math.abs(offset) / 60_000;
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${colon ? ":" : ""}${two(minutes % 60)}`;
}

const pieces: Record<string, (local: Date, offset: number) => string> = {
  yyyy: (local) => String(local.getUTCFullYear()).padStart(4, "0"),
  uuuu: (local) => String(local.getUTCFullYear()).padStart(4, "0"),
  yy: (local) => two(local.getUTCFullYear() % 100),
  MM: (local) => two(local.getUTCMonth() + 1),
  M: (local) => String(local.getUTCMonth() + 1),
  dd: (local) => two(local.getUTCDate()),
  d: (local) => String(local.getUTCDate()),
  HH: (local) => two(local.getUTCHours()),
  H: (local) => String(local.getUTCHours()),
  mm: (local) => two(local.getUTCMinutes()),
  ss: (local) => two(local.getUTCSeconds()),
  SSS: (local) => String(local.getUTCMilliseconds()).padStart(3, "0"),
  XXX: (_, offset) => offsetText(offset, true),
  Z: (_, offset) => offsetText(offset, false),
};

const iso = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
const named: Record<string, string> = {
  strict_date_optional_time: iso,
  date_optional_time: iso,
  strict_date_time: iso,
  date_time: iso,
  strict_date: "yyyy-MM-dd",
  date: "yyyy-MM-dd",
  iso8601: iso,
};

/**
 * A moment in a zone, in a format of Elasticsearch: a name, or a pattern of Java's DateTimeFormatter as far as it is
 * made of numbers. @throws ElasticError for letters that are not known
 */
export function formatDate(ms: number, zone: string, format: unknown = iso): string {
  const [first = iso] = shown(format).split("||");
  if (first === "epoch_millis") return String(ms);
  if (first === "epoch_second") return String(Math.floor(ms / 1000));
  const offset = offsetMs(zone, ms);
  const local = new Date(ms + offset);
  return (named[first] ?? first).replaceAll(/'((?:[^']|'')*)'|([A-Za-z])\2*/g, (whole, quoted?: string) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted;
    const piece = Object.hasOwn(pieces, whole) ? pieces[whole] : undefined;
    if (piece === undefined) throw parsingError(`Invalid format: [${first}]: [${whole}] is not supported here`);
    return piece(local, offset);
  });
}
