import { hostname } from "node:os";
import type { Logger } from "@cordwood/logging";
import type { PositionValue } from "../buffer/position.js";
import { ForwardInput } from "../inputs/forward/forward-input.js";
import { GelfInput } from "../inputs/gelf/gelf-input.js";
import { PythonInput } from "../inputs/python/python-input.js";
import type { Input, InputTarget } from "../inputs/input.js";
import { serviceOfPath } from "../inputs/tail/service-of-path.js";
import { StdinInput } from "../inputs/stdin-input.js";
import { SyslogInput } from "../inputs/syslog/syslog-input.js";
import { TailInput } from "../inputs/tail/tail-input.js";
import { LineDecoder } from "../record/line-decoder.js";
import type { RecordDefaults } from "../record/segment-line.js";
import { zoneOf, type Zone } from "../timestamps/zone.js";
import type { InputConfig } from "./pipeline-schema.js";

/** What inputs need of the collector. */
export interface InputSurroundings {
  target: InputTarget;
  logger: Logger;
  /** Where files were read to before. */
  positions: ReadonlyMap<string, PositionValue>;
  /** Zone where the input names none. */
  zone: Zone;
  /** Directory that relative paths start from. @default the working directory */
  directory?: string;
}

type ConfigOf<T extends InputConfig["type"]> = Extract<InputConfig, { type: T }>;

/** Makes the input that a configuration asks for. @throws CollectorError `CW_COLLECTOR_ZONE` */
export function createInput(config: InputConfig, surroundings: InputSurroundings): Input {
  const zone = config.zone === undefined ? surroundings.zone : zoneOf(config.zone);
  const common = { zone, target: surroundings.target, logger: surroundings.logger };
  switch (config.type) {
    case "file":
      return createTail(config, surroundings, zone);
    case "stdin":
      return new StdinInput({ ...common, defaults: defaultsOf(config, "stdin") });
    case "syslog": {
      const protocols = config.protocols === undefined ? {} : { protocols: config.protocols };
      const address = addressOf(config.listen ?? "127.0.0.1:5514");
      return new SyslogInput({ ...common, ...address, ...protocols, defaults: defaultsOf(config, "syslog") });
    }
    case "gelf": {
      const address = addressOf(config.listen ?? "127.0.0.1:12201");
      return new GelfInput({ ...common, ...address, defaults: defaultsOf(config, "gelf") });
    }
    case "python": {
      const address = addressOf(config.listen ?? "127.0.0.1:9020");
      return new PythonInput({ ...common, ...address, defaults: defaultsOf(config, "python") });
    }
    default: {
      const key = config.shared_key === undefined ? {} : { sharedKey: config.shared_key };
      const address = addressOf(config.listen ?? "127.0.0.1:24224");
      return new ForwardInput({ ...common, ...address, ...key, defaults: defaultsOf(config, "") });
    }
  }
}

function createTail(config: ConfigOf<"file">, surroundings: InputSurroundings, zone: Zone): TailInput {
  const { target, logger, positions, directory } = surroundings;
  return new TailInput({
    paths: config.paths,
    ...(directory !== undefined && { directory }),
    positions,
    target,
    logger,
    decoder: (path) => {
      const defaults = { ...defaultsOf(config, serviceOfPath(path)), attributes: { "log.file.path": path } };
      return new LineDecoder({ zone, multiline: config.multiline ?? true, defaults });
    },
  });
}

const ownHost = hostname();

function defaultsOf(config: InputConfig, service: string): RecordDefaults {
  return {
    service: config.service ?? service,
    host: config.host ?? ownHost,
    dataset: config.dataset ?? "diagnostic",
  };
}

function addressOf(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(text.slice(colon + 1)) };
}
