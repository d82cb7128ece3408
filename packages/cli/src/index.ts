export { type Cordwood, startCordwood } from "./cordwood.js";
export { CliError, type CliErrorCode } from "./errors.js";
export { exitCodes, type ExitCode } from "./exit-codes.js";
export { run } from "./run.js";
export { type Settings, settingsSchema } from "./settings/settings.js";
