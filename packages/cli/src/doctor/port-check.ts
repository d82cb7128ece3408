import { once } from "node:events";
import { createServer } from "node:net";
import { connectTimeoutMs } from "../limits.js";
import type { Check } from "./finding.js";

/** Whether the port is free, or Cordwood itself answers on it. */
export const portCheck: Check = {
  name: "port",
  async run({ host, port }) {
    const server = createServer();
    try {
      server.listen(port, host);
      await once(server, "listening");
      return { result: "ok", detail: `${host}:${port} is free` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EADDRINUSE" && (await isCordwood(host, port)))
        return { result: "ok", detail: `Cordwood runs on ${host}:${port}` };
      return { result: "failed", detail: `${(error as Error).message}; choose another with --listen HOST:PORT` };
    } finally {
      server.close();
    }
  },
};

async function isCordwood(host: string, port: number): Promise<boolean> {
  const name = host.includes(":") ? `[${host}]` : host;
  try {
    const answer = await fetch(`http://${name}:${port}/healthz`, { signal: AbortSignal.timeout(connectTimeoutMs) });
    return answer.ok && answer.headers.has("x-request-id");
  } catch {
    return false;
  }
}
