import type { Logger } from "@cordwood/logging";
import { normaliseObject } from "../parsers/normalise.js";
import type { LineWriter } from "../record/line-writer.js";
import { nowNs, segmentLine, type RecordDefaults } from "../record/segment-line.js";
import type { Zone } from "../timestamps/zone.js";
import type { InputTarget } from "./input.js";

/** What every input that listens needs. */
export interface NetworkInputOptions {
  host: string;
  port: number;
  defaults: RecordDefaults;
  zone: Zone;
  target: InputTarget;
  logger: Logger;
}

/** Writes an object that was received as a record. */
export function writeObject(
  object: Readonly<Record<string, unknown>>,
  defaults: RecordDefaults,
  zone: Zone,
  writer: LineWriter,
): void {
  const now = nowNs();
  writer.writeLine(segmentLine(normaliseObject(object, { now, zone }), defaults, now));
}
