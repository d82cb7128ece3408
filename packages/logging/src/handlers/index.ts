export { CordwoodHandler, type CordwoodHandlerOptions } from "./cordwood-handler.js";
