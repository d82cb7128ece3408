// Formats whose keys are single letters: those mean something only together.
import { levelOfLetter } from "./level.js";

type Members = Readonly<Record<string, unknown>>;

/** Under which names the values of one format are known elsewhere. */
type Names = Readonly<Record<string, string>>;

/** zap's development encoder. */
const zap: Names = { T: "timestamp", L: "level", N: "logger", M: "message", C: "caller", S: "stacktrace" };
/** MongoDB from 4.4 on, whose level is a letter; D1 to D5 are its debug levels. */
const mongo: Names = { t: "t", s: "level", c: "logger", ctx: "thread.name" };

/** Smaller numbers are no time since the epoch but some other quantity. */
const secondsMin = 1e9;

function renamed(object: Members, names: Names): Members {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value]));
}

function isZap(object: Members): boolean {
  const { L, M, T } = object;
  const isTime = typeof T === "string" || (typeof T === "number" && T > secondsMin);
  return isTime && typeof L === "string" && typeof M === "string";
}

function isMongo(object: Members): boolean {
  const { t, s, c } = object;
  return typeof t === "object" && t !== null && "$date" in t && typeof s === "string" && typeof c === "string";
}

/** Replaces the single letters of zap's and MongoDB's JSON by names; answers any other object as it is. */
export function withPlainNames(object: Members): Members {
  if (isZap(object)) return renamed(object, zap);
  if (!isMongo(object)) return object;
  const level = levelOfLetter(String(object["s"]).charAt(0))?.level;
  return renamed(level === undefined ? object : { ...object, s: level }, mongo);
}
