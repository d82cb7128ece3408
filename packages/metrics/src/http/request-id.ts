import { randomBytes } from "node:crypto";
import { REQUEST_ID_LENGTH_MAX, REQUEST_ID_PREFIX_BYTES } from "../limits.js";

/** What may be in an id that a client names: nothing that a header, a log line or a URL would have to escape. */
const usable = /^[\w.:@/+=-]+$/;

/** Tells this thread's ids from those of other threads, processes and machines. */
const prefix = `${randomBytes(REQUEST_ID_PREFIX_BYTES).toString("hex")}-`;
let made = 0;

/** The id that a client has put into the header, or a new one where there is none, it is too long or has other characters than ids have. */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  if (typeof given === "string" && given.length <= REQUEST_ID_LENGTH_MAX && usable.test(given)) return given;
  made += 1;
  return prefix + made.toString(36);
}
