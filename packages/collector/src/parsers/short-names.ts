// Formats whose keys are single letters: those mean something only together.
import { levelOfLetter } from "./level.js";

type Members = Readonly<Record<string, unknown>>;

/** Under which names the values of one format are known elsewhere. */
type Names = Readonly<Record<string, string>>;

/** zap's development encoder. */
const zap: Names = { T: "timestamp", L: "level", N: "logger", M: "message", C: "caller", S: "stacktrace" };
/** MongoDB from 4.4 on, whose level is a letter; D1 to D5 are its debug levels. */
const mongo: Names = { t: "t", s: "level", c: "logger", ctx: "thread.name" };

function renamed(object: Members, names: Names): Members {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value]));
}

function isZap(object: Members): boolean {
  return typeof object["L"] === "string" && typeof object["M"] === "string" && "T" in object;
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
