// The logs of containers on a Kubernetes node: a tail whose lines are unwrapped, with what the file's name says.
import { z } from "zod";
import type { RecordDefaults } from "../../record/segment-line.js";
import { defaultsOf } from "../input-options.js";
import { type ContainerConfig, containerShape, containerTail } from "./container-tail.js";
import type { InputDefinition } from "../input-definition.js";

/** The cri input in a configuration. */
export interface CriConfig extends ContainerConfig {
  type: "cri";
}

const standardPaths = ["/var/log/containers/*.log"];

/** The plugin `cri`. */
export const criDefinition: InputDefinition<CriConfig> = {
  type: "cri",
  schema: z.strictObject({
    type: z.literal("cri"),
    ...containerShape("Log files of containers, or links to them.", standardPaths),
  }),
  create: (config, surroundings) =>
    containerTail(config, surroundings, standardPaths, (path) => criDefaults(path, config)),
};

/** `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`, as the kubelet links them. */
const linked = /\/([a-z0-9.-]{1,253})_([a-z0-9-]{1,63})_([a-z0-9.-]{1,253})-([0-9a-f]{64})\.log$/;
/** `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/RESTART.log`, where they lie. */
const lying = /\/([a-z0-9-]{1,63})_([a-z0-9.-]{1,253})_([0-9a-f-]{32,36})\/([a-z0-9.-]{1,253})\/(\d{1,6})\.log/;

/** What the records of a container's log file get. */
export function criDefaults(path: string, config: CriConfig): RecordDefaults {
  const attributes: Record<string, string> = { "log.file.path": path, ...kubernetesAttributes(path) };
  return { ...defaultsOf(config, attributes["k8s.container.name"] ?? "cri"), attributes };
}

function kubernetesAttributes(path: string): Record<string, string> {
  const [, pod, namespace, container, id] = linked.exec(path) ?? [];
  if (pod !== undefined && namespace !== undefined && container !== undefined && id !== undefined) {
    const names = { "k8s.pod.name": pod, "k8s.namespace.name": namespace, "k8s.container.name": container };
    return { ...names, "container.id": id };
  }
  const found = lying.exec(path);
  if (found === null) return {};
  const keys = [
    "k8s.namespace.name",
    "k8s.pod.name",
    "k8s.pod.uid",
    "k8s.container.name",
    "k8s.container.restart_count",
  ];
  return Object.fromEntries(keys.map((key, index) => [key, found[index + 1] ?? ""]));
}
