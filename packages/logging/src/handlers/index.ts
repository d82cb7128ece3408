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
