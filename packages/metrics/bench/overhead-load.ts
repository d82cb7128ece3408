// Asks as fast as the server answers, one request at a time on each connection: raw sockets, so that the server is what is measured.
import { connect } from "node:net";

const connections = 24;
const request = "GET /users/7 HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\naccept: */*\r\n\r\n";

/** Sends that many requests; resolves with the time it took in milliseconds. */
async function load(port: number, requests: number): Promise<number> {
  let left = requests;
  let answered = 0;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sockets = Array.from({ length: connections }, () => {
      const socket = connect(port, "127.0.0.1");
      const ask = (): void => {
        if (left-- > 0) socket.write(request);
      };
      socket.setNoDelay(true).once("connect", ask).once("error", reject);
      socket.on("data", (chunk) => {
        // The body is {"hello":"world"}: its last character ends the answer.
        if (chunk.at(-1) !== 0x7d) return;
        answered += 1;
        if (answered < requests) return ask();
        for (const each of sockets) each.destroy();
        resolve(performance.now() - started);
      });
      return socket;
    });
  });
}

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  const { port, requests } = message as { port: number; requests: number };
  void load(port, requests).then((elapsedMs) => process.send?.(elapsedMs));
});
process.send?.("ready");
