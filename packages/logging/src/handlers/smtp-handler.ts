import { LoggingError } from "../errors.js";
import { SMTP_TIMEOUT_S_DEFAULT } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { type Batch, DELIVERY_OPTIONS, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
import type { TlsContext } from "./delivery/http-request.js";
import { openStream } from "./delivery/stream-connection.js";
import { TryAgain } from "./delivery/try-again.js";
import { readArguments, required } from "./read-arguments.js";
import { mailMessage } from "./smtp/mail-message.js";
import { SmtpSession } from "./smtp/smtp-session.js";

/** Options of {@link SMTPHandler}. */
export interface SMTPHandlerOptions extends DeliveryOptions {
  /** User and password. @default none */
  credentials?: readonly [string, string] | null;
  /**
   * Turn to TLS after connecting (STARTTLS), with these settings; `[]` and `{}` for those of Node. Without it a user and
   * a password travel in the clear, so `credentials` need it unless the server is on this machine.
   * @default none
   */
  secure?: TlsContext | readonly [] | null;
  /** An attempt to talk to the server is given up after this, in seconds. @default 5 */
  timeout?: number;
}

/** A mail server: a host, or a host and a port (25). */
export type MailHost = string | readonly [string, number];

/** Arguments of {@link SMTPHandler}. */
export type SMTPHandlerArguments =
  | [
      mailhost: MailHost,
      fromaddr: string,
      toaddrs: string | readonly string[],
      subject: string,
      options?: SMTPHandlerOptions,
    ]
  | [
      mailhost: MailHost,
      fromaddr: string,
      toaddrs: string | readonly string[],
      subject: string,
      credentials?: readonly [string, string] | null,
      secure?: TlsContext | readonly [] | null,
      timeout?: number,
    ]
  | [options: NamedArguments];

type NamedArguments = SMTPHandlerOptions & {
  mailhost: MailHost;
  fromaddr: string;
  toaddrs: string | readonly string[];
  subject: string;
};

const names = {
  owner: "SMTPHandler",
  positional: ["mailhost", "fromaddr", "toaddrs", "subject", "credentials", "secure", "timeout"],
  named: DELIVERY_OPTIONS,
};

/** Sends each record as a mail. */
export class SMTPHandler extends DeliveryHandler {
  readonly mailhost: string;
  readonly mailport: number;
  readonly fromaddr: string;
  readonly toaddrs: readonly string[];
  readonly subject: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly secure: TlsContext | null;
  readonly timeout: number;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: SMTPHandlerArguments) {
    const options = readArguments<NamedArguments>(names, given);
    const { mailhost, fromaddr, toaddrs, subject, credentials, secure, timeout, ...delivery } = options;
    // One mail at a time: when the second of three fails, the first must not go out again.
    super({ ...delivery, batchEntriesMax: 1 });
    const host = required("SMTPHandler", "mailhost", mailhost, "a host, or [host, port]");
    this.mailhost = typeof host === "string" ? host : host[0];
    this.mailport = typeof host === "string" ? 25 : host[1];
    this.fromaddr = required("SMTPHandler", "fromaddr", fromaddr, "an address");
    const recipients = required("SMTPHandler", "toaddrs", toaddrs, "one address or several");
    this.toaddrs = typeof recipients === "string" ? [recipients] : recipients;
    this.subject = required("SMTPHandler", "subject", subject, "a text");
    this.username = credentials?.[0] ?? null;
    this.password = credentials?.[1] ?? null;
    this.secure =
      secure === undefined || secure === null ? null : { ...(Array.isArray(secure) ? {} : (secure as TlsContext)) };
    this.timeout = timeout ?? SMTP_TIMEOUT_S_DEFAULT;
    this.#refuseCleartextPassword();
  }

  /** The subject of the mail for a record; a subclass may say something else. */
  getSubject(_record: LogRecord): string {
    return this.subject;
  }

  protected override get destination(): string {
    return `${this.mailhost}:${this.mailport}`;
  }

  protected override encode(record: LogRecord): Uint8Array {
    const mail = { subject: this.getSubject(record), text: this.format(record), created: record.created };
    return Buffer.from(JSON.stringify(mail));
  }

  protected override async deliver(batch: Batch): Promise<void> {
    const session = await this.#open();
    try {
      for (const entry of batch.entries) {
        const { subject, text, created } = JSON.parse(Buffer.from(entry).toString()) as {
          subject: string;
          text: string;
          created: number;
        };
        const mail = { from: this.fromaddr, to: this.toaddrs, subject, text };
        await session.send(this.fromaddr, this.toaddrs, mailMessage(mail, new Date(created * 1000), session.takes8Bit));
      }
      session.quit();
    } catch (error) {
      session.destroy();
      throw this.#explained(error);
    }
  }

  async #open(): Promise<SmtpSession> {
    const timeoutMs = this.timeout * 1000;
    const to = { host: this.mailhost, port: this.mailport };
    const socket = await openStream({ to, tls: undefined, timeoutMs }).catch((error: unknown) => {
      throw this.#explained(error);
    });
    const session = new SmtpSession(socket, this.mailhost, timeoutMs);
    try {
      await session.open();
      if (this.secure !== null) await session.startTls(this.secure);
      if (this.username !== null) await session.login(this.username, this.password ?? "");
      return session;
    } catch (error) {
      session.destroy();
      throw this.#explained(error);
    }
  }

  #refuseCleartextPassword(): void {
    const isHere = ["localhost", "127.0.0.1", "::1"].includes(this.mailhost);
    if (this.username === null || this.secure !== null || isHere) return;
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["credentials", "without TLS", "secure: {} beside them"]);
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof TryAgain) || error.cause instanceof LoggingError) return error;
    const cause = new LoggingError("CW_LOGGING_DELIVERY_FAILED", [this.destination, error.message], {
      cause: error.cause,
    });
    return new TryAgain(error.message, { cause });
  }
}
