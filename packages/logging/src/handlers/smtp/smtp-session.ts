/**
 * As much of SMTP (RFC 5321) as it takes to hand over a message: EHLO, STARTTLS (RFC 3207), AUTH PLAIN and LOGIN
 * (RFC 4954). Written here because the library has no dependency, and a mail library is larger than this whole package.
 */
import type { Socket } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls } from "node:tls";
import { LoggingError } from "../../errors.js";
import { SMTP_ANSWER_BYTES_MAX } from "../../limits.js";
import type { TlsContext } from "../delivery/http-request.js";
import { TryAgain } from "../delivery/try-again.js";

interface Answer {
  code: number;
  lines: string[];
}

/** One conversation with a mail server. */
export class SmtpSession {
  #socket: Socket;
  readonly #host: string;
  readonly #timeoutMs: number;
  #received = "";
  #answered: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  #extensions: string[] = [];

  constructor(socket: Socket, host: string, timeoutMs: number) {
    this.#socket = socket;
    this.#host = host;
    this.#timeoutMs = timeoutMs;
    this.#listen();
  }

  /** Waits for the greeting and says hello. */
  async open(): Promise<void> {
    await this.#answer();
    await this.#hello();
  }

  /** Turns to TLS. @throws LoggingError `CW_LOGGING_SMTP_REFUSED` when the server does not offer it */
  async startTls(context: TlsContext): Promise<void> {
    await this.#say("STARTTLS", [220]);
    this.#socket.removeAllListeners();
    const servername = /^[\d.:]+$/.test(this.#host) ? {} : { servername: this.#host };
    const secure = connectTls({ socket: this.#socket, ...servername, ...context });
    await new Promise<void>((resolve, reject) => {
      secure.once("secureConnect", resolve);
      secure.once("error", (error) => reject(new TryAgain(error.message, { cause: error })));
    });
    this.#socket = secure;
    this.#received = "";
    this.#listen();
    await this.#hello();
  }

  /** Says who we are. */
  async login(user: string, password: string): Promise<void> {
    const offered = this.#extensions.find((line) => line.toUpperCase().startsWith("AUTH")) ?? "";
    if (/\bPLAIN\b/i.test(offered) || offered === "") {
      await this.#say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, [235], "AUTH PLAIN");
      return;
    }
    await this.#say("AUTH LOGIN", [334]);
    await this.#say(base64(user), [334], "AUTH LOGIN");
    await this.#say(base64(password), [235], "AUTH LOGIN");
  }

  /** Whether the server takes bytes above 127 in a message (RFC 6152). */
  get takes8Bit(): boolean {
    return this.#extensions.some((line) => line.toUpperCase() === "8BITMIME");
  }

  /** Hands over one message. */
  async send(from: string, to: readonly string[], message: string): Promise<void> {
    await this.#say(`MAIL FROM:<${address(from)}>${this.takes8Bit ? " BODY=8BITMIME" : ""}`, [250]);
    for (const recipient of to) await this.#say(`RCPT TO:<${address(recipient)}>`, [250, 251]);
    await this.#say("DATA", [354]);
    // A line that begins with a dot would end the message (RFC 5321 §4.5.2).
    await this.#say(`${message.replaceAll(/^\./gm, "..").replace(/\r\n$/, "")}\r\n.`, [250], "the message");
  }

  /** Says goodbye, without waiting for an answer. */
  quit(): void {
    this.#socket.end("QUIT\r\n");
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #hello(): Promise<void> {
    const name = hostname().replaceAll(/[^A-Za-z0-9.-]/g, "-") || "localhost";
    const answer = await this.#say(`EHLO ${name}`, [250, 500, 502]);
    this.#extensions = answer.code === 250 ? answer.lines.slice(1) : [];
    if (answer.code !== 250) await this.#say(`HELO ${name}`, [250]);
  }

  /** Sends a line and takes the answer. 4xx may be tried again, another answer may not. */
  async #say(line: string, expected: readonly number[], shownAs: string = line): Promise<Answer> {
    this.#socket.write(`${line}\r\n`);
    const answer = await this.#answer();
    if (expected.includes(answer.code)) return answer;
    const refused = new LoggingError("CW_LOGGING_SMTP_REFUSED", [
      `${this.#host} (${shownAs})`,
      `${answer.code} ${answer.lines.join(" ")}`,
    ]);
    throw answer.code >= 400 && answer.code < 500 ? new TryAgain(refused.message, { cause: refused }) : refused;
  }

  #answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => this.#fail(new Error(`no answer within ${this.#timeoutMs} ms`)),
        this.#timeoutMs,
      );
      this.#answered = {
        resolve: (answer) => {
          clearTimeout(deadline);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(deadline);
          reject(new TryAgain(error.message, { cause: error }));
        },
      };
      this.#take("");
    });
  }

  #listen(): void {
    this.#socket.on("data", (part: Buffer) => this.#take(part.toString()));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  #take(part: string): void {
    this.#received += part;
    if (this.#received.length > SMTP_ANSWER_BYTES_MAX) this.#fail(new Error("an endless answer"));
    // The last line of an answer has a space behind its code.
    const end = /^(\d{3})(?: .*)?\r?\n/m.exec(this.#received);
    if (end === null || this.#answered === undefined) return;
    const whole = this.#received.slice(0, end.index + end[0].length);
    this.#received = this.#received.slice(whole.length);
    const lines = whole
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.slice(4));
    const waiting = this.#answered;
    this.#answered = undefined;
    waiting.resolve({ code: Number(end[1]), lines });
  }

  #fail(error: Error): void {
    this.#answered?.reject(error);
    this.#answered = undefined;
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The address alone, without a name; nothing in it can begin another command. */
function address(text: string): string {
  return (/<([^>]*)>/.exec(text)?.[1] ?? text).replaceAll(/[\s<>]/g, "");
}
