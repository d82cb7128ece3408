export type { NetCounters, NetLevels, NetLogOptions } from "./connection-log.js";
export { type ContentOptions, redactSecrets } from "./content.js";
export { logServer, type WebSocketServerLike } from "./log-server.js";
export { logSocket, type NetLogging } from "./log-socket.js";
export { reasonOf } from "./reason.js";
export type { WebSocketLike } from "./web-socket.js";
export { createLogServer, type LogServer, type LogServerOptions } from "../receiver/log-server.js";
export { unpickle } from "../receiver/unpickle.js";
