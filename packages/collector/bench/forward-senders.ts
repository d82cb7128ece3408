// Senders of the forward protocol: PackedForward chunks, each sent when the one before is acknowledged.
import { once } from "node:events";
import { connect } from "node:net";
import { encodeMessagePack } from "@cordwood/collector/decoders";
import { chunkEntries, lineCount, packedEntries } from "./lines.js";

const senders = 4;

/** Waits until something listens on the port. */
export async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    const answer = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** Sends {@link lineCount} records and resolves when all are acknowledged. */
export async function sendForward(port: number): Promise<void> {
  const entries = packedEntries();
  const head = encodeMessagePack(["bench", entries, {}]).subarray(0, -1);
  let chunk = 0;
  const sender = async (): Promise<void> => {
    const socket = connect(port, "127.0.0.1");
    for (; chunk < lineCount / chunkEntries;) {
      chunk += 1;
      socket.write(Buffer.concat([head, encodeMessagePack({ chunk: `chunk ${chunk}`, size: chunkEntries })]));
      await once(socket, "data");
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: senders }, sender));
}
