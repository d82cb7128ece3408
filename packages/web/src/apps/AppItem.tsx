import type { App } from "@cordwood/server/api";
import { type ReactElement, useMemo, useState } from "react";
import { useNow } from "../explore/useNow.js";
import { appLoggersShownMax } from "../limits.js";
import type { Zone } from "../range/instant.js";
import { formatAgo, formatMoment, isoToMs } from "../range/moment.js";
import { Icon } from "../shell/Icon.js";
import { formatCount } from "../text/count.js";
import { Text } from "../text/Text.js";
import type { HoldTime } from "./holdTime.js";
import { LoggerItem } from "./LoggerItem.js";
import { levelChoices, loggerLines } from "./loggerLines.js";

/** How often "connected since" is written anew. */
const tickMs = 10_000;

/** One running application; opened, with its loggers. A search opens it too. */
export function AppItem(props: {
  app: App;
  /** Ids of the applications in which a level is set: this one, or all of its service. */
  targets: readonly string[];
  zone: Zone;
  wanted: string;
  hold: HoldTime;
  locked: boolean;
  open: boolean;
  onRecords: (service: string, logger: string) => void;
}): ReactElement {
  const { app, wanted } = props;
  const [opened, setOpened] = useState(props.open);
  const lines = useMemo(() => loggerLines(app.loggers, wanted), [app.loggers, wanted]);
  const choices = useMemo(() => levelChoices(app.loggers), [app.loggers]);
  const open = opened || wanted.trim() !== "";
  const more = lines.length - appLoggersShownMax;
  return (
    <section className="app" aria-label={`${app.service} ${app.pid}`}>
      <AppHead app={app} zone={props.zone} open={open} onOpen={() => setOpened(!open)} />
      {open ? (
        <ul className="loggers" aria-label={`Loggers of ${app.service}`}>
          {lines.slice(0, appLoggersShownMax).map((line) => (
            <LoggerItem
              key={line.name}
              targets={props.targets}
              line={line}
              choices={choices}
              hold={props.hold}
              locked={props.locked}
              service={app.service}
              onRecords={props.onRecords}
            />
          ))}
        </ul>
      ) : null}
      {open && lines.length === 0 ? <p className="note">No such logger.</p> : null}
      {open && more > 0 ? <p className="note">{formatCount(more)} more: look for a name.</p> : null}
    </section>
  );
}

function AppHead(props: { app: App; zone: Zone; open: boolean; onOpen: () => void }): ReactElement {
  const { app, zone } = props;
  const sinceMs = isoToMs(app.connected_at);
  const [startMs] = useState(Date.now);
  const nowMs = useNow(tickMs, startMs);
  const changed = app.loggers.filter((logger) => logger.until !== null).length;
  return (
    <button type="button" className="app-head" aria-expanded={props.open} onClick={props.onOpen}>
      <Icon name="chevron" />
      <span className="app-name">
        {app.service === "" ? "(no name)" : <Text value={app.service} />}
        {app.version === "" ? null : (
          <span className="muted">
            {" "}
            <Text value={app.version} />
          </span>
        )}
      </span>
      {changed > 0 ? <span className="app-changed">{changed} set from here</span> : null}
      <span className="app-about">
        <Text value={app.host} /> · process {app.pid} · connected{" "}
        <time dateTime={app.connected_at} title={formatMoment(sinceMs, zone)}>
          {formatAgo(Math.min(sinceMs, nowMs), nowMs)}
        </time>
      </span>
    </button>
  );
}
