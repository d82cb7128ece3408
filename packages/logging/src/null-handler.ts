import { Handler } from "./handler.js";
import type { LogRecord } from "./log-record.js";

/** Takes records and does nothing: for a library that logs, so that its users are not asked to configure anything. */
export class NullHandler extends Handler {
  override keepsRecords: boolean =
    this.handle !== NullHandler.prototype.handle || this.emit !== NullHandler.prototype.emit;

  override handle(_record: LogRecord): false {
    return false;
  }

  override emit(_record: LogRecord): void {}
}
