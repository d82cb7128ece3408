import { existsSync, statSync, unlinkSync } from "node:fs";
import { basename } from "node:path";
import { gmtime, localtime, strftime } from "../formatters/strftime.js";
import { ROLLOVER_NAMES_MAX } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import {
  BaseRotatingHandler,
  ROTATION_OPTIONS,
  type RotationOptions,
  withoutCompression,
} from "./base-rotating-handler.js";
import { pathOf, readArguments } from "./read-arguments.js";
import { COMPRESSED_SUFFIXES } from "./rotation/compressor.js";
import {
  nextRollover,
  parseSchedule,
  readTimeOfDay,
  type Schedule,
  startOfInterval,
  type TimeOfDay,
} from "./rotation/schedule.js";

/** Options of {@link TimedRotatingFileHandler}. */
export interface TimedRotatingFileHandlerOptions extends Omit<RotationOptions, "mode"> {
  /** `S`, `M`, `H`, `D`, `midnight`, or `W0` (Monday) to `W6`, in upper or lower case. @default "h" */
  when?: string | undefined;
  /** How many of `when` make an interval. @default 1 */
  interval?: number | undefined;
  /** Rolled-over files kept; 0 keeps all. @default 0 */
  backupCount?: number | undefined;
  /** Whether days and names are those of UTC and not of the local time zone. @default false */
  utc?: boolean | undefined;
  /** Time of day of the rollover for `midnight` and `W`: `{ hour, minute, second }` or "HH:MM". @default midnight */
  atTime?: TimeOfDay | string | Date | null | undefined;
}

/** Arguments of {@link TimedRotatingFileHandler}. */
export type TimedRotatingFileHandlerArguments =
  | [filename: string | URL, options?: TimedRotatingFileHandlerOptions]
  | [
      filename: string | URL,
      when?: string,
      interval?: number,
      backupCount?: number,
      encoding?: BufferEncoding | null,
      delay?: boolean,
      utc?: boolean,
      atTime?: TimeOfDay | string | Date | null,
      errors?: string | null,
    ]
  | [options: TimedRotatingFileHandlerOptions & { filename: string | URL }];

const names = {
  owner: "TimedRotatingFileHandler",
  positional: ["filename", "when", "interval", "backupCount", "encoding", "delay", "utc", "atTime", "errors"],
  named: ROTATION_OPTIONS,
};

/**
 * Begins a new file at times, and names the old one for the start of its interval. Days and weeks are those of the
 * calendar, also where clocks change; a file that is older than an interval when the program starts is rolled over at
 * the first record; a file that exists is never written over.
 */
export class TimedRotatingFileHandler extends BaseRotatingHandler {
  /** In upper case. */
  readonly when: string;
  /** Seconds. */
  readonly interval: number;
  backupCount: number;
  readonly utc: boolean;
  readonly atTime: TimeOfDay | undefined;
  readonly dayOfWeek: number | undefined;
  /** strftime pattern of what follows the file's name. */
  suffix: string;
  /** Finds such a suffix in a name. */
  extMatch: RegExp;
  /** Seconds since the epoch. */
  rolloverAt: number;
  readonly #schedule: Schedule;

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN`, `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: TimedRotatingFileHandlerArguments) {
    const options = readArguments<TimedRotatingFileHandlerOptions & { filename: string | URL }>(names, given);
    const { filename, when = "h", interval = 1, backupCount = 0, utc = false, atTime, ...rest } = options;
    const schedule = parseSchedule(when, interval);
    super(pathOf("TimedRotatingFileHandler", filename), { ...rest, mode: "a" });
    this.#schedule = schedule;
    this.when = schedule.when;
    this.interval = schedule.intervalSeconds;
    this.dayOfWeek = schedule.dayOfWeek;
    this.suffix = schedule.suffix;
    this.extMatch = schedule.extMatch;
    this.backupCount = backupCount;
    this.utc = utc;
    this.atTime = atTime === undefined || atTime === null ? undefined : readTimeOfDay(atTime, utc);
    this.rolloverAt = this.computeRollover(this.#beganAt());
  }

  /** The first rollover after a time; both in seconds since the epoch. */
  computeRollover(currentTime: number): number {
    return nextRollover(this.#schedule, { utc: this.utc, atTime: this.atTime }, currentTime);
  }

  override shouldRollover(_record: LogRecord): boolean {
    const now = Date.now() / 1000;
    if (now < this.rolloverAt) return false;
    if (this.isRegularFile()) return true;
    this.rolloverAt = this.computeRollover(now);
    return false;
  }

  override doRollover(): void {
    this.closeForRollover();
    try {
      const destination = this.#destination();
      this.rotate(this.baseFilename, destination);
      if (this.backupCount > 0) for (const path of this.getFilesToDelete()) this.#delete(path);
      this.afterRollover(destination);
      this.rolloverAt = this.computeRollover(Math.floor(Date.now() / 1000));
    } finally {
      if (!this.delay) this.stream = this.open();
    }
  }

  /** The rolled-over files beyond `backupCount`, the oldest first. */
  getFilesToDelete(): string[] {
    const found = this.backups().toSorted();
    return found.slice(0, Math.max(0, found.length - this.backupCount));
  }

  protected override backups(): string[] {
    const base = `${basename(this.baseFilename)}.`;
    const isOurs = (name: string): boolean =>
      typeof this.namer !== "function" ? this.#isPlainBackup(name, base) : this.#isNamedBackup(name);
    return this.neighbours()
      .filter((name) => isOurs(withoutCompression(name)))
      .map((name) => this.besideFile(name));
  }

  #isPlainBackup(name: string, base: string): boolean {
    if (!name.startsWith(base)) return false;
    const [found] = this.extMatch.exec(name.slice(base.length)) ?? [];
    if (found === undefined) return false;
    const rest = name.slice(base.length);
    return rest === found || (rest.startsWith(`${found}.`) && /^\d+$/.test(rest.slice(found.length + 1)));
  }

  /** A file is ours when `namer` makes its name of ours: whatever date stands in it, it must give the same name. */
  #isNamedBackup(name: string): boolean {
    const everyDate = new RegExp(this.extMatch.source, "g");
    return [...name.matchAll(everyDate)].some(
      ([date]) => basename(this.rotation_filename(`${this.baseFilename}.${date}`)) === name,
    );
  }

  /** A name that is free: a clock that goes back, or a second rollover in an interval, must not write over a file. */
  #destination(): string {
    const started = startOfInterval(this.#schedule, this.utc, this.rolloverAt);
    const date = strftime(this.suffix, this.utc ? gmtime(started) : localtime(started));
    const plain = `${this.baseFilename}.${date}`;
    for (let number = 0; number < ROLLOVER_NAMES_MAX; number += 1) {
      const path = this.rotation_filename(number === 0 ? plain : `${plain}.${number}`);
      if (!["", ...COMPRESSED_SUFFIXES].some((suffix) => existsSync(path + suffix))) return path;
    }
    return this.rotation_filename(plain);
  }

  #delete(path: string): void {
    unlinkSync(path);
    this.backupMoved(path);
  }

  /**
   * When the file was begun: when it was made or, where the file system does not say or somebody set it back, last
   * changed. CPython before 3.15 takes the last change, and a program that is restarted often never rolls over
   * (gh-84649).
   */
  #beganAt(): number {
    const stats = statSync(this.baseFilename, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile()) return Math.floor(Date.now() / 1000);
    const madeMs = stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.mtimeMs;
    return Math.floor(Math.min(madeMs, stats.mtimeMs) / 1000);
  }
}
