// Receives records of Python's logging.handlers.SocketHandler: pickles, read without running anything in them.
import { z } from "zod";
import { PythonRecords } from "../../decoders/index.js";
import { LineWriter } from "../../record/line-writer.js";
import { type CommonInputConfig, commonInputShape } from "../input-options.js";
import type { InputDefinition } from "../input-definition.js";
import { type ListenerConfig, listenerShape } from "../listener-options.js";
import { ListeningInput, networkOptions, type NetworkInputOptions, writeObject } from "../listening-input.js";
import type { Connection } from "../tcp-listener.js";

/** The python input in a configuration. */
export interface PythonConfig extends CommonInputConfig, ListenerConfig {
  type: "python";
}

const standard = "127.0.0.1:9020";

/** The plugin `python`. */
export const pythonDefinition: InputDefinition<PythonConfig> = {
  type: "python",
  schema: z.strictObject({ type: z.literal("python"), ...listenerShape(standard), ...commonInputShape }),
  create: (config, surroundings) => new PythonInput(networkOptions(config, surroundings, standard, "python")),
};

/** The input for Python's SocketHandler, which knows no acknowledgement: a full buffer makes it wait. */
export class PythonInput extends ListeningInput {
  constructor(options: NetworkInputOptions) {
    super("python", options, ["tcp"]);
  }

  protected async serve({ socket, hold }: Connection): Promise<void> {
    const { defaults, zone, target } = this.options;
    const records = new PythonRecords();
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      const writer = new LineWriter();
      for (const record of records.push(bytes)) writeObject(record, defaults, zone, writer);
      hold(records.pendingBytes);
      if (writer.records > 0) await target.append({ data: writer.written(), records: writer.records });
    }
  }
}
