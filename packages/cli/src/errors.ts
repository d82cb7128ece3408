// Every error of the command itself; docs/reference/errors/cli.md explains each.
import { type ExitCode, exitCodes } from "./exit-codes.js";

const templates = {
  CW_CLI_CONFIG: { exit: "usage", message: "{place}: {reason}", hint: "{hint}" },
  CW_CLI_CONFIG_READ: { exit: "usage", message: "cannot read {path}: {reason}", hint: "{hint}" },
  CW_CLI_AGENT: {
    exit: "usage",
    message: "cannot run {path} as an agent: {reason}",
    hint: "name where records go, such as an output of type http with the url of a Cordwood; `cordwood up` has a store",
  },
  CW_CLI_NO_LETTERS: {
    exit: "usage",
    message: "cannot deliver {name} once more: there is no such file in {directory}",
    hint: "`cordwood replay` lists what there is; --data names the data directory",
  },
  CW_CLI_REPLAY: {
    exit: "failed",
    message: "cannot tell whether {name} was delivered: the running Cordwood has not answered within {seconds} s",
    hint: "see `cordwood replay`; what is delivered is no longer listed",
  },
  CW_CLI_NO_APPS: {
    exit: "failed",
    message: "no running application{which} is connected",
    hint: "an application connects with connect(url) of @cordwood/logging/remote",
  },
  CW_CLI_SETTING: { exit: "usage", message: "cannot use {name}: {reason}", hint: "{hint}" },
  CW_CLI_EXPOSED: {
    exit: "usage",
    message: "cannot receive {type} on {listen}: it can be reached from other machines and senders need not sign in",
    hint: "listen on 127.0.0.1, or say --insecure; the HTTP interface keeps asking for its token",
  },
  CW_CLI_DATA: {
    exit: "dataUnusable",
    message: "cannot use the data directory {path}: {reason}",
    hint: "make it writable for this user or choose another with --data DIR",
  },
  CW_CLI_UNREACHABLE: {
    exit: "unreachable",
    message: "cannot reach the server at {url}: {reason}",
    hint: "start it with `cordwood up`, or name it with --url or CORDWOOD_URL",
  },
  CW_CLI_ANSWER: { exit: "refused", message: "{message}", hint: "{hint}" },
  CW_CLI_NOT_CORDWOOD: {
    exit: "unreachable",
    message: "cannot understand the answer of {url} (status {status}): it is not Cordwood's",
    hint: "check --url and what listens there",
  },
  CW_CLI_DOCTOR: { exit: "failed", message: "{count} of the checks failed", hint: "" },
  CW_CLI_AUDIT_BROKEN: {
    exit: "auditBroken",
    message: "the audit chain is broken: {record}: {detail}",
    hint: "docs/guides/audit.md tells what to do",
  },
  CW_CLI_AUDIT_KEY: {
    exit: "usage",
    message: "cannot use the public key in {path}: {reason}",
    hint: "`cordwood audit key` prints it",
  },
  CW_CLI_AUDIT_FILE: {
    exit: "usage",
    message: "cannot read {path} as an export, line {line}: {reason}",
    hint: "export records with all their fields: GET /api/v1/export?query=dataset:audit",
  },
  CW_CLI_PIPE_LOST: {
    exit: "unreachable",
    message: "cannot deliver the last {bytes} bytes to {url}: {reason}",
    hint: "they were not stored; send them again",
  },
} as const;

/** Stable code of a {@link CliError}. */
export type CliErrorCode = keyof typeof templates;

type Values = Readonly<Record<string, string | number>>;

const fill = (template: string, values: Values): string =>
  template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));

/** An error of the command: one line for people, and the exit code it ends with. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;
  readonly hint: string;
  /** HTTP status of the answer that this error tells of; 0 when there was none. */
  readonly status: number;

  /** `values` fill the places of the code's templates. */
  constructor(code: CliErrorCode, values: Values, options?: ErrorOptions) {
    super(fill(templates[code].message, values), options);
    this.name = "CliError";
    this.code = code;
    this.exitCode = exitCodes[templates[code].exit];
    this.hint = fill(templates[code].hint, values);
    this.status = Number(values["status"] ?? 0);
  }
}
