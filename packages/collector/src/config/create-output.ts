import { FileOutput } from "../outputs/file-output.js";
import { HttpOutput } from "../outputs/http-output.js";
import { NullOutput } from "../outputs/null-output.js";
import type { Output } from "../outputs/output.js";
import { StdoutOutput } from "../outputs/stdout-output.js";
import type { OutputConfig } from "./pipeline-schema.js";

/** Makes the output that a configuration asks for; `name` tells it from the others in the buffer and in metrics. */
export function createOutput(config: OutputConfig, name: string): Output {
  switch (config.type) {
    case "file": {
      const { path, bytes_max: bytesMax, files_max: filesMax } = config;
      const rotation = { ...(bytesMax !== undefined && { bytesMax }), ...(filesMax !== undefined && { filesMax }) };
      return new FileOutput({ path, ...rotation }, name);
    }
    case "stdout":
      return new StdoutOutput(process.stdout, name);
    case "http": {
      const { url, headers = {}, timeout_s: timeout } = config;
      return new HttpOutput({ url, headers, ...(timeout !== undefined && { timeoutMs: timeout * 1000 }) }, name);
    }
    default:
      return new NullOutput(name);
  }
}
