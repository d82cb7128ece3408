export { BaseConfigurator } from "./base-configurator.js";
export { configureFromEnvironment } from "./configure-from-environment.js";
export { configureFromFile } from "./configure-from-file.js";
export {
  type DictConfig,
  dictConfig,
  type FilterConfig,
  type FormatterConfig,
  type HandlerConfig,
  type LoggerConfig,
} from "./dict-config.js";
export { DictConfigurator } from "./dict-configurator.js";
export { fileConfig, type FileConfigOptions, type FileConfigSource } from "./file-config.js";
export { type IniFile, type IniSection, parseIni } from "./ini/ini-file.js";
export { NETWORK_NAMES, registerName, resolveName } from "./known-names.js";
export {
  ConfigListener,
  DEFAULT_LOGGING_CONFIG_PORT,
  listen,
  type ListenOptions,
  type PendingListener,
  stopListening,
  type Verify,
} from "./listen.js";
export { type ConfigWatch, watchConfig, type WatchConfigOptions } from "./watch-config.js";
