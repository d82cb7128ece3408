// The bounds of what waits for an output, from its configuration and the pipeline's.
import type { ConsumerOptions } from "../buffer/consumer.js";
import type { BufferConfig } from "../config/buffer-schema.js";

const answers = { block: "block", drop_oldest: "dropOldest", drop_newest: "dropNewest" } as const;

/** The bounds of the output `name`; what `own` leaves open is as in `pipeline`. */
export function consumerOf(name: string, own: BufferConfig = {}, pipeline: BufferConfig = {}): ConsumerOptions {
  const bytesMax = own.bytes_max ?? pipeline.bytes_max;
  const ageMax = own.age_max_s ?? pipeline.age_max_s;
  const whenFull = own.when_full ?? pipeline.when_full;
  const durability = own.durability ?? pipeline.durability;
  return {
    name,
    ...(bytesMax !== undefined && { bytesMax }),
    ...(ageMax !== undefined && { ageMsMax: ageMax * 1000 }),
    ...(whenFull !== undefined && { whenFull: answers[whenFull] }),
    ...(durability !== undefined && { durability }),
  };
}
