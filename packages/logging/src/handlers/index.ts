export { BaseRotatingHandler, type RotationOptions } from "./base-rotating-handler.js";
export { BufferingHandler, type BufferingHandlerArguments, type BufferingHandlerOptions } from "./buffering-handler.js";
export { CordwoodHandler, type CordwoodHandlerOptions } from "./cordwood-handler.js";
export { LogQueue, QueueFull, type QueueLike } from "./log-queue.js";
export { MemoryHandler, type MemoryHandlerArguments, type MemoryHandlerOptions } from "./memory-handler.js";
export { NullHandler } from "../null-handler.js";
export { QueueHandler } from "./queue-handler.js";
export { QueueListener, type QueueListenerOptions } from "./queue-listener.js";
export {
  RotatingFileHandler,
  type RotatingFileHandlerArguments,
  type RotatingFileHandlerOptions,
} from "./rotating-file-handler.js";
export type { Compression } from "./rotation/compressor.js";
export type { TimeOfDay } from "./rotation/schedule.js";
export type { ReopenOptions } from "./signal-reopening.js";
export {
  TimedRotatingFileHandler,
  type TimedRotatingFileHandlerArguments,
  type TimedRotatingFileHandlerOptions,
} from "./timed-rotating-file-handler.js";
export {
  WatchedFileHandler,
  type WatchedFileHandlerArguments,
  type WatchedFileHandlerOptions,
} from "./watched-file-handler.js";
export { DatagramHandler, type DatagramHandlerArguments, type DatagramHandlerOptions } from "./datagram-handler.js";
export type { OnFull } from "./delivery/bounded-queue.js";
export { type Batch, type DeliveryCounts, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
export type { TlsContext } from "./delivery/http-request.js";
export type { SpoolOptions } from "./delivery/spool.js";
export { TryAgain } from "./delivery/try-again.js";
export { HTTPHandler, type HTTPHandlerArguments, type HTTPHandlerOptions } from "./http-handler.js";
export { NTEventLogHandler } from "./nt-event-log-handler.js";
export type { FrameFormat } from "./record-frame.js";
export { SocketHandler, type SocketHandlerArguments, type SocketHandlerOptions } from "./socket-handler.js";
export {
  SOCK_DGRAM,
  SOCK_STREAM,
  type SyslogAddress,
  SysLogHandler,
  type SysLogHandlerArguments,
  type SysLogHandlerOptions,
  SYSLOG_TCP_PORT,
  SYSLOG_UDP_PORT,
} from "./sys-log-handler.js";
export type { SyslogFraming, SyslogProtocol } from "./syslog-message.js";
/** Where Python's receivers listen, by default. */
export const DEFAULT_TCP_LOGGING_PORT = 9020;
/** See {@link DEFAULT_TCP_LOGGING_PORT}. */
export const DEFAULT_UDP_LOGGING_PORT = 9021;
/** See {@link DEFAULT_TCP_LOGGING_PORT}. */
export const DEFAULT_HTTP_LOGGING_PORT = 9022;
/** Reserved by Python for a receiver that was never written. */
export const DEFAULT_SOAP_LOGGING_PORT = 9023;
export { SharedFileHandler, type SharedFileHandlerOptions } from "../shared/shared-file-handler.js";
export type { ForwardSecurity } from "./forward/forward-session.js";
export { ForwardHandler, type ForwardHandlerArguments, type ForwardHandlerOptions } from "./forward-handler.js";
export { type MailHost, SMTPHandler, type SMTPHandlerArguments, type SMTPHandlerOptions } from "./smtp-handler.js";
