import type { ReactElement } from "react";
import { Command } from "./Command.js";

/** No record has ever arrived: how to send the first. */
export function FirstRun(): ReactElement {
  const server = location.origin;
  return (
    <div className="empty first-run">
      <h2>Ready for the first record</h2>
      <p>Nothing has been sent yet. This page notices by itself when something arrives.</p>
      <h3>Follow log files</h3>
      <Command text="cordwood up /var/log/*.log" />
      <h3>Send a line</h3>
      <Command
        text={`curl ${server}/api/v1/ingest?service=hello -H 'content-type: application/x-ndjson' \\\n  -d '{"level":"info","message":"Hello, Cordwood"}'`}
      />
      <h3>Pipe a program</h3>
      <Command text="node server.js | cordwood pipe" />
      <h3>From TypeScript</h3>
      <Command
        text={`import { basicConfig, getLogger } from "@cordwood/logging";\n\nbasicConfig({ level: "info" });\ngetLogger("shop").info("Hello, Cordwood");`}
      />
    </div>
  );
}
