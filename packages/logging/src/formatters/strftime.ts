/** A moment in parts, as Python's `struct_time`. */
export interface TimeParts {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 to 999999, for `%f` */
  readonly microsecond: number;
  /** 0 is Monday */
  readonly weekday: number;
  /** 1 to 366 */
  readonly yearday: number;
  /** Minutes east of Greenwich */
  readonly offsetMinutes: number;
  /** Name of the time zone */
  readonly zone: string;
  /** Seconds since the epoch, for `%s` */
  readonly epoch: number;
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Seconds since the epoch in the parts of the local time zone (Python's `time.localtime`). */
export function localtime(seconds: number): TimeParts {
  const date = new Date(seconds * 1000);
  const offsetMinutes = -date.getTimezoneOffset();
  return partsOf(new Date(date.getTime() + offsetMinutes * 60_000), seconds, offsetMinutes, zoneName(date));
}

/** Seconds since the epoch in the parts of UTC (Python's `time.gmtime`). */
export function gmtime(seconds: number): TimeParts {
  return partsOf(new Date(seconds * 1000), seconds, 0, "UTC");
}

function partsOf(shifted: Date, epoch: number, offsetMinutes: number, zone: string): TimeParts {
  const year = shifted.getUTCFullYear();
  return {
    year,
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    microsecond: Math.floor((epoch - Math.floor(epoch)) * 1e6),
    weekday: (shifted.getUTCDay() + 6) % 7,
    yearday: Math.floor((shifted.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1,
    offsetMinutes,
    zone,
    epoch,
  };
}

let zoneFormat: Intl.DateTimeFormat | undefined;

function zoneName(date: Date): string {
  zoneFormat ??= new Intl.DateTimeFormat("en-US", { timeZoneName: "short" });
  return zoneFormat.formatToParts(date).find((part) => part.type === "timeZoneName")?.value ?? "";
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const hour12 = (time: TimeParts): number => time.hour % 12 || 12;

const DIRECTIVES: Readonly<Record<string, (time: TimeParts) => string>> = {
  a: (time) => (DAYS[time.weekday] ?? "").slice(0, 3),
  A: (time) => DAYS[time.weekday] ?? "",
  b: (time) => (MONTHS[time.month - 1] ?? "").slice(0, 3),
  B: (time) => MONTHS[time.month - 1] ?? "",
  c: (time) => strftime("%a %b %e %H:%M:%S %Y", time),
  C: (time) => pad(Math.floor(time.year / 100)),
  d: (time) => pad(time.day),
  D: (time) => strftime("%m/%d/%y", time),
  e: (time) => String(time.day).padStart(2),
  f: (time) => pad(time.microsecond, 6),
  F: (time) => strftime("%Y-%m-%d", time),
  G: (time) => String(isoWeek(time).year),
  g: (time) => pad(isoWeek(time).year % 100),
  h: (time) => strftime("%b", time),
  H: (time) => pad(time.hour),
  I: (time) => pad(hour12(time)),
  j: (time) => pad(time.yearday, 3),
  m: (time) => pad(time.month),
  M: (time) => pad(time.minute),
  n: () => "\n",
  p: (time) => (time.hour < 12 ? "AM" : "PM"),
  r: (time) => strftime("%I:%M:%S %p", time),
  R: (time) => strftime("%H:%M", time),
  s: (time) => String(Math.floor(time.epoch)),
  S: (time) => pad(time.second),
  t: () => "\t",
  T: (time) => strftime("%H:%M:%S", time),
  u: (time) => String(time.weekday + 1),
  U: (time) => pad(Math.floor((time.yearday + 6 - ((time.weekday + 1) % 7)) / 7)),
  V: (time) => pad(isoWeek(time).week),
  w: (time) => String((time.weekday + 1) % 7),
  W: (time) => pad(Math.floor((time.yearday + 6 - time.weekday) / 7)),
  x: (time) => strftime("%m/%d/%y", time),
  X: (time) => strftime("%H:%M:%S", time),
  y: (time) => pad(time.year % 100),
  Y: (time) => String(time.year),
  z: (time) => offset(time.offsetMinutes),
  Z: (time) => time.zone,
  "%": () => "%",
};

/** A moment by a C `strftime` format, in the C locale. An unknown directive stays as it is. */
export function strftime(format: string, time: TimeParts): string {
  return format.replaceAll(/%([A-Za-z%])/g, (source, letter: string) => DIRECTIVES[letter]?.(time) ?? source);
}

function offset(minutes: number): string {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(absolute / 60))}${pad(absolute % 60)}`;
}

/** Week and year by ISO 8601: the first week is the one with the year's first Thursday. */
function isoWeek(time: TimeParts): { year: number; week: number } {
  const thursday = new Date(Date.UTC(time.year, time.month - 1, time.day + 3 - time.weekday));
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000;
  return { year, week: Math.floor(days / 7) + 1 };
}
