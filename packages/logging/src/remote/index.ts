export { connect, type ConnectOptions, type RemoteConnection } from "./connect.js";
export type { LoggerState } from "./logger-tree.js";
