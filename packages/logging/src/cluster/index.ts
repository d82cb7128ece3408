export { ClusterHandler, type ClusterHandlerOptions, type Levels } from "./cluster-handler.js";
export { type CommittingHandler, LedgerFileHandler } from "./ledger-file-handler.js";
export { type LogListener, startLogListener } from "./log-listener.js";
export type { Origin } from "./remote-record.js";
export { type ClusterOptions, type ClusterSide, setupCluster } from "./setup-cluster.js";
