import { getLogger } from "@cordwood/logging";
import { utc } from "../../timestamps/zone.js";
import type { InputSurroundings } from "../input-definition.js";
import type { NetworkInputOptions } from "../listening-input.js";
import type { RecordTarget } from "./record-target.js";

/** Options of a listening input under test: a free port on loopback. */
export function networkTestOptions(target: RecordTarget): NetworkInputOptions {
  return {
    host: "127.0.0.1",
    port: 0,
    defaults: { service: "", host: "here", dataset: "diagnostic" },
    zone: utc,
    logger: getLogger("cordwood.test"),
    target,
  };
}

/** Surroundings of an input under test. */
export function testSurroundings(target: RecordTarget, id = "test"): InputSurroundings {
  return { id, target, zone: utc, positions: new Map(), logger: getLogger("cordwood.test") };
}
