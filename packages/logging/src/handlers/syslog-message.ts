/** The text of one syslog message: Python's bare form, RFC 3164 or RFC 5424; and its framing on a stream (RFC 6587). */
import { hostname } from "node:os";
import type { LogRecord } from "../log-record.js";

/** `bare` is `<PRI>message`, as Python sends it. */
export type SyslogProtocol = "bare" | "rfc3164" | "rfc5424";

/** `octet` puts the length in front, `newline` and `nul` end a message, `none` leaves it as it is. */
export type SyslogFraming = "octet" | "newline" | "nul" | "none";

/** What a message says of its sender. */
export interface SyslogSender {
  /** Name of the program; what stands before the text in RFC 3164, APP-NAME in RFC 5424. */
  application: string;
  /** MSGID of RFC 5424. */
  messageId: string;
}

const machine = asciiName(hostname(), 255);
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Puts a message together; the text stays as it is. */
export function syslogMessage(
  protocol: SyslogProtocol,
  priority: number,
  record: LogRecord,
  text: string,
  sender: SyslogSender,
): string {
  if (protocol === "bare") return `<${priority}>${text}`;
  const time = new Date(record.created * 1000);
  const application = asciiName(sender.application, 48);
  if (protocol === "rfc3164") return `<${priority}>${bsdTime(time)} ${machine} ${application}[${process.pid}]: ${text}`;
  // A byte order mark says that the text is UTF-8 (RFC 5424 §6.4).
  return `<${priority}>1 ${time.toISOString()} ${machine} ${application} ${process.pid} ${asciiName(sender.messageId, 32)} - \u{feff}${text}`;
}

/** Frames a message for a stream. A line end in it would begin a forged message, so it is written as `#012` (rsyslog). */
export function frameSyslog(framing: SyslogFraming, message: string): Buffer {
  if (framing === "newline") return Buffer.from(`${message.replaceAll("\r", "#015").replaceAll("\n", "#012")}\n`);
  if (framing === "nul") return Buffer.from(`${message.replaceAll("\0", "#000")}\0`);
  const bytes = Buffer.from(message);
  return framing === "octet" ? Buffer.concat([Buffer.from(`${bytes.length} `), bytes]) : bytes;
}

function bsdTime(time: Date): string {
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => two(part)).join(":");
  return `${months[time.getMonth()]} ${String(time.getDate()).padStart(2, " ")} ${clock}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Printable US-ASCII without spaces, as the header's fields must be; `-` when nothing is left. */
function asciiName(text: string, lengthMax: number): string {
  const cleaned = text.replaceAll(/[^\x21-\x7e]/g, "_").slice(0, lengthMax);
  return cleaned === "" ? "-" : cleaned;
}
