// What the status of an answer means for a batch.
import { quotedBytesMax } from "../../limits.js";
import { TooLargeError } from "../delivering/batched-delivery.js";
import { RefusedError } from "../output.js";
import { type HttpAnswer, placeOf } from "./http-sender.js";

// The target understood and will not take it, however often it is sent.
const refusals = new Set([400, 415, 422]);

/**
 * Returns when the target has taken the request (2xx).
 * @throws TooLargeError for 413, RefusedError for 400, 415 and 422, else an Error: to be tried again. So are 401, 403
 * and 404: a wrong password or a missing path is set right by somebody, and the records wait.
 */
export function checkTaken(answer: HttpAnswer): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const reason = describe(answer);
  if (status === 413) throw new TooLargeError(reason);
  if (refusals.has(status)) throw new RefusedError(reason);
  throw new Error(reason);
}

/** An answer in one line, with the beginning of its text. */
export function describe({ url, status, body }: HttpAnswer): string {
  const text = body.subarray(0, quotedBytesMax).toString("utf8").replaceAll(/\s+/g, " ").trim();
  return `${placeOf(url)} answered ${status}: ${visible(text)}`;
}

/** A target's words without control characters: they come into logs and terminals. */
export function visible(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "\uFFFD");
}
