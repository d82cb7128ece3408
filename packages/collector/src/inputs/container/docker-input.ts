// The logs of docker's json-file driver: a tail whose lines are unwrapped, with what the daemon knows of the container.
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { containerConfigBytesMax } from "../../limits.js";
import { parseObject } from "../../parsers/json.js";
import { setAttribute } from "../../parsers/normalise.js";
import type { RecordDefaults } from "../../record/segment-line.js";
import { defaultsOf } from "../input-options.js";
import { type ContainerConfig, containerShape, containerTail } from "./container-tail.js";
import type { InputDefinition } from "../input-definition.js";

/** The docker input in a configuration. */
export interface DockerConfig extends ContainerConfig {
  type: "docker";
  labels?: string[] | undefined;
}

const standardPaths = ["/var/lib/docker/containers/*/*-json.log"];
/** Says which service of docker compose a container belongs to. */
const composeService = "com.docker.compose.service";

/** The plugin `docker`. */
export const dockerDefinition: InputDefinition<DockerConfig> = {
  type: "docker",
  schema: z.strictObject({
    type: z.literal("docker"),
    ...containerShape("Log files of the json-file driver.", standardPaths),
    labels: z
      .array(z.string().min(1))
      .optional()
      .describe("Labels of the container that become attributes `container.label.NAME`. @default all"),
  }),
  create: (config, surroundings) =>
    containerTail(config, surroundings, standardPaths, (path) => dockerDefaults(path, config)),
};

/** What the records of a container's log file get; what the daemon does not tell is left out. */
export function dockerDefaults(path: string, config: DockerConfig): RecordDefaults {
  const known = readContainer(path);
  const attributes: Record<string, string> = { "log.file.path": path };
  const labels = membersOf(membersOf(known["Config"])["Labels"]);
  const set = (name: string, value: unknown): void => {
    if (typeof value === "string" && value !== "") setAttribute(attributes, name, value);
  };
  const name = textOf(known["Name"]).replace(/^\//, "");
  set("container.id", textOf(known["ID"]) || /([0-9a-f]{12,64})-json\.log/.exec(path)?.[1]);
  set("container.name", name);
  set("container.image.name", membersOf(known["Config"])["Image"]);
  for (const [label, value] of Object.entries(labels)) {
    if (config.labels?.includes(label) ?? true) set(`container.label.${label}`, value);
  }
  return { ...defaultsOf(config, textOf(labels[composeService]) || name || "docker"), attributes };
}

// Read when the file is met: the name of a running container can change, its labels cannot.
function readContainer(path: string): Record<string, unknown> {
  const file = join(dirname(path), "config.v2.json");
  try {
    if (statSync(file).size > containerConfigBytesMax) return {};
    return parseObject(readFileSync(file, "utf8")) ?? {};
  } catch {
    return {};
  }
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
