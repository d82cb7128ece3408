import { LoggingError } from "../errors.js";
import { Handler } from "../handler.js";

/**
 * Python's handler for the event log of Windows. It is not here: Node.js cannot write to that log without a native
 * module, and this library has none. The name exists so that a configuration that asks for it is told why.
 */
export class NTEventLogHandler extends Handler {
  /** @throws LoggingError `CW_LOGGING_UNSUPPORTED`, always */
  constructor(appname = "", _dllname?: string | null, _logtype?: string) {
    super();
    void this.close();
    throw new LoggingError("CW_LOGGING_UNSUPPORTED", [
      `NTEventLogHandler(${JSON.stringify(appname)})`,
      "the Windows event log needs a native module; log to a file or to a Cordwood server, or run the program as a service whose output is collected",
    ]);
  }
}
