import { join } from "node:path";
import { auditKeyDirectory, loadKey, prepareRotation, publicPem } from "@cordwood/collector/audit";
import { prepareData } from "../data-folder.js";
import { readSettings } from "../settings/read-settings.js";
import { print } from "../terminal/print.js";

/** What `cordwood audit key` was asked. */
export interface KeyRequest {
  data?: string;
  config?: string;
  rotate?: boolean;
}

/** Prints the public key of a data directory's chain; with `rotate`, that of the key which is to follow it. */
export async function runKey({ data, config, rotate = false }: KeyRequest): Promise<void> {
  const settings = await readSettings({ data, config }, process.env);
  const directory = auditKeyDirectory(join(prepareData(settings.data), "buffer"));
  const present = loadKey(directory);
  const key = rotate ? prepareRotation(directory) : present;
  await print(publicPem(key.publicKey).trimEnd());
}
