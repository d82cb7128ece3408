import type { ReactElement } from "react";
import { Command } from "../empty/Command.js";

const library = "@cordwood/logging";

/** No application is connected: how to connect one. */
export function NoApps(): ReactElement {
  return (
    <div className="empty no-apps">
      <h3>No application is connected</h3>
      <p>
        A program that connects shows its loggers here. You can then turn on DEBUG in it for a while, without a restart.
        This list notices by itself.
      </p>
      <Command
        text={`import { connect } from "${library}/remote";\n\nconnect("${location.origin}", { service: "shop" });`}
      />
    </div>
  );
}
