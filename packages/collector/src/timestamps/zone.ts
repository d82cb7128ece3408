// Time zones: what the clock on the wall read, turned into seconds since the epoch.
import { CollectorError } from "../errors.js";
import { zoneCacheEntriesMax } from "../limits.js";

/** A time zone's rule, as far as log timestamps need it. */
export interface Zone {
  /** `local`, `UTC`, an IANA name or an offset such as `+02:00`. */
  readonly name: string;
  /**
   * Seconds since the epoch at which a clock on the wall in this zone read `wallSeconds` (counted as if it were UTC).
   * A time that a clock change skips is read with the offset from before it; one that occurs twice is the first.
   */
  toEpoch(wallSeconds: number): number;
  /** What the clock on the wall read at `epochSeconds`, counted as if it were UTC. */
  toWall(epochSeconds: number): number;
}

const daySeconds = 86_400;
/** Clock changes happen on the quarter hour everywhere, so one offset holds for each. */
const quarterSeconds = 900;

/** A zone whose offset never changes. */
class FixedZone implements Zone {
  readonly name: string;
  readonly #offset: number;

  constructor(name: string, offsetSeconds: number) {
    this.name = name;
    this.#offset = offsetSeconds;
  }

  toEpoch(wallSeconds: number): number {
    return wallSeconds - this.#offset;
  }

  toWall(epochSeconds: number): number {
    return epochSeconds + this.#offset;
  }
}

/** A zone with clock changes; looks an offset up once per quarter hour of log time. */
class ChangingZone implements Zone {
  readonly name: string;
  readonly #offsetAt: (epochSeconds: number) => number;
  readonly #offsets = new Map<number, number>();
  #lastQuarter = Number.NaN;
  #lastOffset = 0;

  constructor(name: string, offsetAt: (epochSeconds: number) => number) {
    this.name = name;
    this.#offsetAt = offsetAt;
  }

  toEpoch(wallSeconds: number): number {
    const quarter = Math.floor(wallSeconds / quarterSeconds);
    if (quarter !== this.#lastQuarter) {
      this.#lastOffset = this.#remember(quarter);
      this.#lastQuarter = quarter;
    }
    return wallSeconds - this.#lastOffset;
  }

  toWall(epochSeconds: number): number {
    return epochSeconds + this.#offsetAt(epochSeconds);
  }

  #remember(quarter: number): number {
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= zoneCacheEntriesMax) this.#offsets.clear();
    const offset = this.#offsetOfWall(quarter * quarterSeconds);
    this.#offsets.set(quarter, offset);
    return offset;
  }

  #offsetOfWall(wallSeconds: number): number {
    const before = this.#offsetAt(wallSeconds - daySeconds);
    const after = this.#offsetAt(wallSeconds + daySeconds);
    if (before === after) return before;
    if (this.#offsetAt(wallSeconds - before) === before) return before;
    return this.#offsetAt(wallSeconds - after) === after ? after : before;
  }
}

/** Coordinated universal time. */
export const utc: Zone = new FixedZone("UTC", 0);

/** The zone of the machine (`TZ`, or what the system is set to). */
export function localZone(): Zone {
  return new ChangingZone("local", (epochSeconds) => -60 * new Date(epochSeconds * 1000).getTimezoneOffset());
}

function offsetText(text: string): number | undefined {
  const found = /^(?:GMT)?(?:([+-])(\d{2}):?(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (found === null) return undefined;
  const [, sign, hours, minutes, seconds] = found;
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return sign === "-" ? -total : total;
}

function ianaZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  return new ChangingZone(name, (epochSeconds) => {
    const parts = format.formatToParts(epochSeconds * 1000);
    return offsetText(parts.find((part) => part.type === "timeZoneName")?.value ?? "") ?? 0;
  });
}

/**
 * The zone of a name: `local` (the machine's), `UTC`, an offset (`+02:00`) or an IANA name (`Europe/Berlin`).
 * @throws CollectorError `CW_COLLECTOR_ZONE` when no such zone is known.
 */
export function zoneOf(name: string): Zone {
  if (name === "local") return localZone();
  if (name === "" || name.toUpperCase() === "UTC" || name === "Z") return utc;
  const offset = offsetText(name);
  if (offset !== undefined) return new FixedZone(name, offset);
  try {
    return ianaZone(name);
  } catch (error) {
    throw new CollectorError("CW_COLLECTOR_ZONE", { zone: name }, { cause: error });
  }
}
