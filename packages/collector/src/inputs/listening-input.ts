// What all inputs that listen have in common: their sockets, from start to stop.
import type { Logger } from "@cordwood/logging";
import { normaliseObject } from "../parsers/normalise.js";
import type { LineWriter } from "../record/line-writer.js";
import { nowNs, segmentLine, type RecordDefaults } from "../record/segment-line.js";
import type { Zone } from "../timestamps/zone.js";
import { type CommonInputConfig, defaultsOf, zoneFor } from "./input-options.js";
import type { Input, InputCounts, InputTarget } from "./input.js";
import type { InputSurroundings } from "./input-definition.js";
import { type Endpoint, endpointOf, type ListenerConfig } from "./listener-options.js";
import { type Connection, TcpListener } from "./tcp-listener.js";
import { type Reply, UdpListener } from "./udp-listener.js";

/** What every input that listens needs. */
export interface NetworkInputOptions extends Endpoint {
  /** Id of the component. @default the type of the input */
  id?: string;
  defaults: RecordDefaults;
  zone: Zone;
  target: InputTarget;
  logger: Logger;
}

/** A protocol below that of the input. A Unix socket takes the place of both. */
export type Protocol = "udp" | "tcp";

/** An input that receives connections or datagrams or both. */
export abstract class ListeningInput<Options extends NetworkInputOptions = NetworkInputOptions> implements Input {
  readonly name: string;
  protected readonly options: Options;
  readonly #tcp: TcpListener | undefined;
  readonly #udp: UdpListener | undefined;

  /** `type` names the input where it has no id. */
  constructor(type: string, options: Options, protocols: readonly Protocol[]) {
    this.name = options.id ?? type;
    this.options = options;
    const common = { input: this.name, endpoint: options, logger: options.logger };
    const isUnix = options.path !== undefined;
    if (isUnix || protocols.includes("tcp")) {
      this.#tcp = new TcpListener({ ...common, serve: (connection) => this.serve(connection) });
    }
    if (!isUnix && protocols.includes("udp")) {
      this.#udp = new UdpListener({ ...common, take: (datagram, reply) => this.datagram(datagram, reply) });
    }
  }

  /** The ports that are listened on; 0 where none is. */
  get ports(): { tcp: number; udp: number } {
    return { tcp: this.#tcp?.port ?? 0, udp: this.#udp?.port ?? 0 };
  }

  get counts(): InputCounts {
    const { failed = 0, refused = 0 } = this.#tcp?.counts ?? {};
    return { errors: failed + refused, dropped: {} };
  }

  get addresses(): string[] {
    const { host, port, path } = this.options;
    if (path !== undefined) return [path];
    const protocols = [this.#tcp && "tcp", this.#udp && "udp"].filter((protocol) => protocol !== undefined);
    return port === 0 ? [] : protocols.map((protocol) => `${protocol} ${host}:${port}`);
  }

  get failing(): string | undefined {
    const all = [this.#tcp, this.#udp].filter((listener) => listener !== undefined);
    return all.every(({ isListening }) => isListening) ? undefined : "it does not listen";
  }

  async start(): Promise<void> {
    await this.#tcp?.start();
    try {
      await this.#udp?.start();
    } catch (error) {
      await this.#tcp?.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#udp?.stop();
    await this.#tcp?.stop();
    await this.finish();
  }

  /** Serves one connection until it ends. @throws what closes the connection, with the reason in the log. */
  protected abstract serve(connection: Connection): Promise<void>;

  /** Takes one datagram. Must not throw. */
  protected datagram(_datagram: Buffer, _reply: Reply): void {}

  /** Resolves when what was received is durable or given up. */
  protected finish(): Promise<void> {
    return Promise.resolve();
  }
}

/** The options of a listening input from its configuration: `standard` is its address, `service` its records' service. */
export function networkOptions(
  config: CommonInputConfig & ListenerConfig,
  surroundings: InputSurroundings,
  standard: string,
  service: string,
): NetworkInputOptions {
  const { id, target, logger } = surroundings;
  return {
    ...endpointOf(config, standard),
    id,
    target,
    logger,
    zone: zoneFor(config, surroundings),
    defaults: defaultsOf(config, service),
  };
}

/** Writes an object that was received as a record. */
export function writeObject(
  object: Readonly<Record<string, unknown>>,
  defaults: RecordDefaults,
  zone: Zone,
  writer: LineWriter,
): void {
  const now = nowNs();
  writer.writeLine(segmentLine(normaliseObject(object, { now, zone }), defaults, now));
}
