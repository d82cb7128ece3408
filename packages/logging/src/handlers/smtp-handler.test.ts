import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { makeLogRecord } from "../log-record.js";
import { SMTPHandler, type SMTPHandlerOptions } from "./smtp-handler.js";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface MailServer {
  port: number;
  commands: string[];
  mails: string[];
}

async function mailServer(
  options: { extensions?: string[]; refuse?: Record<string, string> } = {},
): Promise<MailServer> {
  const commands: string[] = [];
  const mails: string[] = [];
  const { extensions = ["8BITMIME", "AUTH PLAIN LOGIN"], refuse = {} } = options;
  const answerTo = (command: string): string => {
    const verb = command.split(/[ :]/)[0] ?? "";
    const refusal = refuse[verb];
    delete refuse[verb];
    if (refusal !== undefined) return refusal;
    if (verb === "EHLO") return ["250-here", ...extensions.map((each) => `250-${each}`), "250 SIZE"].join("\r\n");
    if (verb === "AUTH") return "235 ok";
    return verb === "DATA" ? "354 go on" : "250 ok";
  };
  const server = createServer((socket) => {
    let text = "";
    let inData = false;
    socket.on("error", () => {});
    socket.write("220 test ESMTP\r\n");
    socket.on("data", (part) => {
      text += part.toString();
      for (;;) {
        const end = text.indexOf(inData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) mails.push(piece);
        else commands.push(piece);
        const answer = inData ? "250 taken" : answerTo(piece);
        inData = answer.startsWith("354");
        socket.write(`${answer}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, commands, mails };
}

function handlerFor(port: number, options: SMTPHandlerOptions = {}): SMTPHandler {
  const handler = new SMTPHandler(["127.0.0.1", port], "me <me@x>", ["you@x", "all@x"], "Log", {
    retryFirstMs: 5,
    ...options,
  });
  cleanups.push(() => handler.close());
  return handler;
}

const record = (msg: string) => makeLogRecord({ name: "n", levelno: 40, levelname: "ERROR", msg });

describe("SMTPHandler", () => {
  test("sends each record as a mail, and a lone dot does not end it", async () => {
    const server = await mailServer();
    const handler = handlerFor(server.port, { credentials: ["user", "word"] });
    // Line ends as they are: the library's own formatter escapes them before a handler sees them.
    handler.setFormatter({ format: (each) => String(each.msg) });
    handler.handle(record("Hello \u2713\n.\nend"));
    handler.handle(record("again"));
    await handler.flush();
    expect(server.commands.slice(1, 6)).toEqual([
      `AUTH PLAIN ${Buffer.from("\0user\0word").toString("base64")}`,
      "MAIL FROM:<me@x> BODY=8BITMIME",
      "RCPT TO:<you@x>",
      "RCPT TO:<all@x>",
      "DATA",
    ]);
    expect(server.mails).toHaveLength(2);
    expect(server.mails[0]).toContain("\r\n\r\nHello \u2713\r\n..\r\nend");
    expect(server.mails[0]).toMatch(/^From: me <me@x>\r\nTo: you@x, all@x\r\nSubject: Log\r\nDate: .* \+0000\r\n/);
  });

  test("uses base64 where bytes above 127 are not taken, encodes the subject, and lets it forge no header", async () => {
    const server = await mailServer({ extensions: [] });
    const handler = handlerFor(server.port);
    handler.getSubject = () => "ü\r\nBcc: everybody@x";
    handler.handle(record("\u2713"));
    await handler.flush();
    const [header = "", body = ""] = server.mails[0]?.split("\r\n\r\n") ?? [];
    expect(header).not.toMatch(/^Bcc/m);
    expect(header).toContain(`Subject: =?utf-8?B?${Buffer.from("ü Bcc: everybody@x").toString("base64")}?=`);
    expect(Buffer.from(body, "base64").toString()).toBe("\u2713");
  });

  test("sends again after 4xx, and gives up after 5xx", async () => {
    const server = await mailServer({ refuse: { RCPT: "450 busy" } });
    const errors: unknown[] = [];
    const handler = handlerFor(server.port);
    handler.handleError = (_, error) => errors.push(error);
    handler.handle(record("later"));
    await handler.flush();
    expect(server.mails).toHaveLength(1);
    const strict = await mailServer({ refuse: { MAIL: "550 no" } });
    const refused = handlerFor(strict.port);
    refused.handleError = (_, error) => errors.push(error);
    refused.handle(record("never"));
    await refused.flush();
    expect(errors.map((error) => String(error))).toEqual([
      expect.stringContaining("450"),
      expect.stringContaining("550"),
    ]);
    expect(strict.mails.join("")).not.toContain("never");
  });

  test("refuses to send a password in the clear to another machine", () => {
    expect(() => new SMTPHandler("mail.example.com", "a@x", "b@x", "s", ["user", "word"])).toThrow(/secure/);
    const handler = new SMTPHandler("mail.example.com", "a@x", "b@x", "s", ["user", "word"], []);
    expect([handler.mailport, handler.toaddrs, handler.timeout]).toEqual([25, ["b@x"], 5]);
    void handler.close();
  });
});
