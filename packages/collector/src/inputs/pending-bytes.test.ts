import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { PendingBytes } from "./pending-bytes.js";
import { TcpListener } from "./tcp-listener.js";
import { networkTestOptions } from "./testing/network-options.js";
import { RecordTarget } from "./testing/record-target.js";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

test("beyond the bound the holder of most gives up, and what it held counts no more", () => {
  const pending = new PendingBytes(100);
  const gaveUp: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => ({ giveUp: () => void gaveUp.push(name) }));
  if (a === undefined || b === undefined || c === undefined) return;
  pending.set(a, 40);
  pending.set(b, 50);
  pending.set(b, 60);
  expect(gaveUp).toEqual([]);
  pending.set(c, 1);
  expect([gaveUp, pending.total]).toEqual([["b"], 41]);
  pending.set(a, 0);
  expect(pending.total).toBe(1);
  pending.set(c, 1000);
  expect([gaveUp, pending.total]).toEqual([["b", "c"], 0]);
});

test("a connection that holds too much is closed; the others go on", async () => {
  const endpoint = networkTestOptions(new RecordTarget());
  const listener = new TcpListener({
    input: "test",
    endpoint,
    logger: endpoint.logger,
    serve: async ({ socket, hold }) => {
      for await (const bytes of socket as AsyncIterable<Buffer>) hold(Number(bytes.toString()));
    },
  });
  await listener.start();
  const open = async (): Promise<Socket> => {
    const socket = connect(listener.port, "127.0.0.1");
    sockets.push(socket);
    await once(socket, "connect");
    socket.resume();
    return socket;
  };
  const [small, large] = [await open(), await open()];
  small.write("1000");
  large.write("1000000000");
  await once(large, "close");
  expect(small.destroyed).toBe(false);
  expect(listener.counts.failed).toBe(1);
  await listener.stop();
});
