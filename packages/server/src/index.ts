export { ServerError, serverErrorCodes, type ServerErrorCode } from "./errors.js";
export { startServer, type Server, type ServerOptions } from "./server.js";
export type { AgentBackend, Backend, ServerLogger } from "./services.js";
export { isLoopback } from "./loopback.js";
