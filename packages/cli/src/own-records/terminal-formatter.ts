import type { FormatterLike, LogRecord } from "@cordwood/logging";
import type { Paint, Style } from "../terminal/paint.js";
import { visible, visibleLines } from "../terminal/visible.js";

const styles: Record<string, Style> = { WARNING: "warn", ERROR: "bad", CRITICAL: "worst" };

/** Lays out Cordwood's own warnings for the terminal it was started from; control characters are shown. */
export class TerminalFormatter implements FormatterLike {
  readonly #paint: Paint;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  format(record: LogRecord): string {
    const level = this.#paint(styles[record.levelname] ?? "faint", record.levelname.toLowerCase());
    const error = record.exc_info instanceof Error ? record.exc_info : undefined;
    const message = visible(record.getMessage());
    const cause = error === undefined || message.includes(error.message) ? "" : `: ${visibleLines(error.message)}`;
    return `cordwood: ${level}: ${message}${cause}`;
  }
}
