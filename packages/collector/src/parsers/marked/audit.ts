// The audit daemon of Linux: `type=SYSCALL msg=audit(1364481363.243:24287): arch=… comm="cat"`.
import { nanosecondsOfEpoch } from "../../timestamps/epoch.js";
import { setAttribute } from "../normalise.js";
import type { LineParser } from "../parsed-line.js";

const head = /^(?:node=(\S{1,255}) )?type=(\S{1,64}) msg=audit\((\d{1,11}\.\d{1,9}):(\d{1,20})\):\s*/;
const pair = /([\w-]{1,64})=(?:"([^"]*)"|'([^']*)'|(\S*))/g;
/** Fields of one line; more are left in the message. */
const fieldsMax = 200;

/** Reads audit records: fields become attributes `audit.NAME`, those in the quoted `msg` of user records too. */
export const auditParser: LineParser = {
  name: "audit",
  parse(line) {
    const found = head.exec(line);
    const time = found?.[3] === undefined ? undefined : nanosecondsOfEpoch(found[3]);
    if (found === null || time === undefined) return undefined;
    const attributes: Record<string, string> = { "audit.type": found[2] ?? "", "audit.event_id": found[4] ?? "" };
    const message = line.slice(found[0].length).trim();
    readPairs(message, attributes);
    const failed = attributes["audit.success"] === "no" || attributes["audit.res"] === "failed";
    const level = failed ? { level: "warning", severity: 13 } : { level: "info", severity: 9 };
    const host = found[1] === undefined ? {} : { host: found[1] };
    return { time, ...level, message: `${found[2] ?? ""} ${message}`.trim(), ...host, attributes };
  },
};

function readPairs(text: string, attributes: Record<string, string>): void {
  let count = 0;
  for (const [, name = "", quoted, inner, plain] of text.matchAll(pair)) {
    if (++count > fieldsMax) return;
    if (name === "msg" && inner !== undefined) readPairs(inner, attributes);
    else setAttribute(attributes, `audit.${name}`, quoted ?? inner ?? plain ?? "");
  }
}
