import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { answers, freePort } from "./start-server.js";

/** A server of a test cluster: a child process that can be killed and started again on its directory. */
export interface TestShard {
  url: string;
  kill(): Promise<void>;
  /** Starts it unless it runs; resolves when it answers. */
  start(): Promise<void>;
}

/** A real sharded ClickHouse cluster on loopback. */
export interface TestCluster {
  /** Addresses of all shards, parted by commas. */
  url: string;
  name: string;
  shards: readonly TestShard[];
  stop(): Promise<void>;
}

const name = "duo";

function configuration(tcpPorts: readonly number[]): string {
  const shards = tcpPorts.map(
    (port) =>
      `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`,
  );
  return `<clickhouse><remote_servers><${name}>${shards.join("")}</${name}></remote_servers></clickhouse>`;
}

async function startShard(
  directory: string,
  ports: readonly [http: number, tcp: number],
  config: string,
): Promise<TestShard> {
  const url = `http://127.0.0.1:${ports[0]}`;
  const script = join(import.meta.dirname, "clickhouse-server.mjs");
  let [alive, ended]: [boolean, Promise<unknown>] = [false, Promise.resolve()];
  let pid = 0;
  const launch = (): void => {
    const child = spawn(process.execPath, [script, directory, ...ports.map(String), config], { stdio: "ignore" });
    [alive, ended, pid] = [true, once(child, "exit"), child.pid ?? 0];
    // The engine library lacks the handler with which a real server survives a connection that another one resets
    // (strace: ECONNRESET between two queries, "Terminate called for uncaught exception", SIGABRT). That happens when
    // a query over all shards is ended by its LIMIT before a shard has sent all. It is started again.
    child.once("exit", () => {
      if (alive) launch();
    });
  };
  const shard = {
    url,
    async start(): Promise<void> {
      if (!alive) launch();
      if (!(await answers(url))) throw new Error("a shard of the cluster for tests did not start");
    },
    async kill(): Promise<void> {
      alive = false;
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await ended;
    },
  };
  await shard.start();
  return shard;
}

/**
 * Starts a cluster of `count` shards without replicas: the engine library enters a replicated
 * table in a ZooKeeper, but leaves it read-only, and has no port for replicas and no ON CLUSTER.
 */
export async function startCluster(count = 2): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-cluster-"));
  const ports = await Promise.all(Array.from({ length: count * 2 }, () => freePort()));
  const config = join(directory, "config.xml");
  writeFileSync(config, configuration(ports.slice(count)));
  const shards = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const own = join(directory, `shard${index}`);
      mkdirSync(own);
      return startShard(own, [ports[index] ?? 0, ports[count + index] ?? 0], config);
    }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(shards.map((shard) => shard.kill()));
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: shards.map(({ url }) => url).join(","), name, shards, stop };
}
