// The options that every input has.
import { hostname } from "node:os";
import { z } from "zod";
import { nameOption } from "../config/component-name.js";
import type { OptionalShape } from "../config/plugin-schema.js";
import type { RecordDefaults } from "../record/segment-line.js";
import { type Zone, zoneOf } from "../timestamps/zone.js";
import type { InputSurroundings } from "./input-definition.js";

/** What every input may say of itself, and of records that do not say it themselves. */
export interface CommonInputConfig {
  name?: string | undefined;
  service?: string | undefined;
  host?: string | undefined;
  dataset?: string | undefined;
  zone?: string | undefined;
}

const optionalText = z.string().optional();

/** The schema's part for {@link CommonInputConfig}. */
export const commonInputShape: OptionalShape<CommonInputConfig> = {
  ...nameOption,
  service: optionalText.describe("Service of records that name none."),
  host: optionalText.describe("Host of records that name none. @default this machine"),
  dataset: optionalText.describe("Dataset of records that name none. @default diagnostic"),
  zone: optionalText.describe("Zone of timestamps that name none. @default local"),
};

const ownHost = hostname();

/** What records get that do not say it; `service` where the configuration names none. */
export function defaultsOf(config: CommonInputConfig, service: string): RecordDefaults {
  return {
    service: config.service ?? service,
    host: config.host ?? ownHost,
    dataset: config.dataset ?? "diagnostic",
  };
}

/** The zone of an input. @throws CollectorError `CW_COLLECTOR_ZONE` */
export function zoneFor(config: CommonInputConfig, surroundings: InputSurroundings): Zone {
  return config.zone === undefined ? surroundings.zone : zoneOf(config.zone);
}
