// One module for the libraries that are compared: each makes the same loggers, at level INFO, with JSON lines of time,
// level, logger and message. Those that take a stream get pino's own (SonicBoom, synchronous, 4096 characters), so that
// all buffer alike.
import { createRequire } from "node:module";
import { Writable } from "node:stream";

const require = createRequire(import.meta.url);
const BUFFER_LENGTH = 4096;
const MESSAGE = "request completed without a fault";
const ERROR = new Error("payment failed");
/** 2.5 KB as JSON. */
const PAYLOAD = Object.fromEntries(
  Array.from({ length: 28 }, (_, index) => [
    `field_${index}`,
    index % 2 === 0
      ? {
          id: index,
          name: `name of item ${index}`,
          tags: ["new", "sale"],
          price: index * 1.25,
          active: true,
          at: { shelf: index },
        }
      : `a text of the usual length, number ${index}`,
  ]),
);
const FIELDS = { request_id: "8f3e-41", user: 42 };

const destination = (path) => require("pino").destination({ dest: path, sync: true, minLength: BUFFER_LENGTH });

// The loop stands here and not in measure.mjs, so that a call costs no more than in an application.
const withFields = (child) => (count) => {
  for (let index = 0; index < count; index += 1) child.info(MESSAGE);
};

// winston takes nothing but a stream of Node's own
const asWritable = (stream) =>
  new Writable({
    decodeStrings: false,
    write(text, _, done) {
      stream.write(text);
      done();
    },
  });

async function cordwood(path, formatterOf) {
  const { FileHandler, getLogger, root } = await import("@cordwood/logging");
  const handler = new FileHandler(path, { bufferLength: BUFFER_LENGTH });
  handler.setFormatter(await formatterOf());
  root.addHandler(handler);
  root.setLevel("INFO");
  const log = getLogger("bench");
  return {
    text: (count) => {
      for (let index = 0; index < count; index += 1) log.info(MESSAGE);
    },
    fields: (count) => {
      for (let index = 0; index < count; index += 1) log.info("added to cart", { sku: "A-1", qty: index, price: 9.99 });
    },
    big: (count) => {
      for (let index = 0; index < count; index += 1) log.info("big", PAYLOAD);
    },
    printf: (count) => {
      for (let index = 0; index < count; index += 1) log.info("user %s added %d items to %s", "bob", index, "the cart");
    },
    child: withFields(log.child(FIELDS)),
    error: (count) => {
      for (let index = 0; index < count; index += 1) log.error("payment failed", ERROR);
    },
    disabled: (count) => {
      for (let index = 0; index < count; index += 1) log.debug(MESSAGE);
    },
    flush: () => handler.flush(),
  };
}

export const LIBRARIES = {
  cordwood: (path) => cordwood(path, async () => new (await import("@cordwood/logging")).JsonFormatter()),
  "cordwood text": (path) =>
    cordwood(
      path,
      async () => new (await import("@cordwood/logging")).Formatter("%(asctime)s - %(levelname)s - %(message)s"),
    ),
  "cordwood caller": (path) =>
    cordwood(
      path,
      async () =>
        new (await import("@cordwood/logging")).Formatter(
          "%(asctime)s %(filename)s:%(lineno)d %(funcName)s %(message)s",
        ),
    ),
  async pino(path) {
    const pino = require("pino");
    const stream = destination(path);
    const log = pino({ name: "bench" }, stream);
    return {
      text: (count) => {
        for (let index = 0; index < count; index += 1) log.info(MESSAGE);
      },
      fields: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info({ sku: "A-1", qty: index, price: 9.99 }, "added to cart");
      },
      big: (count) => {
        for (let index = 0; index < count; index += 1) log.info(PAYLOAD, "big");
      },
      printf: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("user %s added %d items to %s", "bob", index, "the cart");
      },
      child: withFields(log.child(FIELDS)),
      error: (count) => {
        for (let index = 0; index < count; index += 1) log.error(ERROR, "payment failed");
      },
      disabled: (count) => {
        for (let index = 0; index < count; index += 1) log.debug(MESSAGE);
      },
      flush: () => stream.flushSync(),
    };
  },
  async winston(path) {
    const { createLogger, format, transports } = require("winston");
    const stream = destination(path);
    const log = createLogger({
      level: "info",
      defaultMeta: { logger: "bench" },
      format: format.combine(format.timestamp(), format.errors({ stack: true }), format.splat(), format.json()),
      transports: [new transports.Stream({ stream: asWritable(stream) })],
    });
    return {
      text: (count) => {
        for (let index = 0; index < count; index += 1) log.info(MESSAGE);
      },
      fields: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("added to cart", { sku: "A-1", qty: index, price: 9.99 });
      },
      big: (count) => {
        for (let index = 0; index < count; index += 1) log.info("big", PAYLOAD);
      },
      printf: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("user %s added %d items to %s", "bob", index, "the cart");
      },
      child: withFields(log.child(FIELDS)),
      error: (count) => {
        for (let index = 0; index < count; index += 1) log.error("payment failed", ERROR);
      },
      disabled: (count) => {
        for (let index = 0; index < count; index += 1) log.debug(MESSAGE);
      },
      flush: () => stream.flushSync(),
    };
  },
  async log4js(path) {
    const log4js = require("log4js");
    const stream = destination(path);
    const line = ({ startTime, level, categoryName, data, context }) => {
      const [message, ...more] = data;
      const fields = more.length === 1 && typeof more[0] === "object" ? more[0] : undefined;
      const text = fields === undefined ? require("node:util").format(message, ...more) : message;
      const error = fields instanceof Error ? { exception: fields.stack } : fields;
      return JSON.stringify({
        time: startTime,
        level: level.levelStr,
        logger: categoryName,
        ...context,
        message: text,
        ...error,
      });
    };
    log4js.configure({
      appenders: { out: { type: { configure: () => (event) => stream.write(`${line(event)}\n`) } } },
      categories: { default: { appenders: ["out"], level: "info" } },
      disableClustering: true,
    });
    const log = log4js.getLogger("bench");
    const child = log4js.getLogger("bench");
    for (const [name, value] of Object.entries(FIELDS)) child.addContext(name, value);
    return {
      text: (count) => {
        for (let index = 0; index < count; index += 1) log.info(MESSAGE);
      },
      fields: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("added to cart", { sku: "A-1", qty: index, price: 9.99 });
      },
      big: (count) => {
        for (let index = 0; index < count; index += 1) log.info("big", PAYLOAD);
      },
      printf: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("user %s added %d items to %s", "bob", index, "the cart");
      },
      child: withFields(child),
      error: (count) => {
        for (let index = 0; index < count; index += 1) log.error("payment failed", ERROR);
      },
      disabled: (count) => {
        for (let index = 0; index < count; index += 1) log.debug(MESSAGE);
      },
      flush: () => stream.flushSync(),
    };
  },
  async logtape(path) {
    const { configure, getLogger, getJsonLinesFormatter } = await import("@logtape/logtape");
    const stream = destination(path);
    const format = getJsonLinesFormatter({ properties: "flatten" });
    await configure({
      sinks: { out: (record) => stream.write(format(record)) },
      loggers: [
        { category: "bench", lowestLevel: "info", sinks: ["out"] },
        { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["out"] },
      ],
    });
    const log = getLogger("bench");
    return {
      text: (count) => {
        for (let index = 0; index < count; index += 1) log.info(MESSAGE);
      },
      fields: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("added to cart", { sku: "A-1", qty: index, price: 9.99 });
      },
      big: (count) => {
        for (let index = 0; index < count; index += 1) log.info("big", PAYLOAD);
      },
      printf: (count) => {
        for (let index = 0; index < count; index += 1)
          log.info("user {who} added {count} items to {where}", { who: "bob", count: index, where: "the cart" });
      },
      child: withFields(log.with(FIELDS)),
      error: (count) => {
        for (let index = 0; index < count; index += 1) log.error("payment failed", { error: ERROR });
      },
      disabled: (count) => {
        for (let index = 0; index < count; index += 1) log.debug(MESSAGE);
      },
      flush: () => stream.flushSync(),
    };
  },
};
