import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { useApps } from "../api/useApps.js";
import { useSession } from "../api/useSession.js";
import { ErrorNote } from "../empty/ErrorNote.js";
import type { Zone } from "../range/instant.js";
import { IconButton } from "../shell/IconButton.js";
import { AppItem } from "./AppItem.js";
import { type HoldTime, holdTimeLabel, holdTimes } from "./holdTime.js";
import { NoApps } from "./NoApps.js";
import { targetsOf } from "./targetsOf.js";

/** Applications beyond this many begin closed. */
const openAppsMax = 3;

const none: readonly never[] = [];

/** The running applications beside the records: their loggers, and levels that can be set for a while. */
export function AppsPanel(props: {
  zone: Zone;
  onRecords: (service: string, logger: string) => void;
  onClose: () => void;
}): ReactElement {
  const [wanted, setWanted] = useState("");
  const [hold, setHold] = useState<HoldTime>("15m");
  const apps = useApps();
  const session = useSession();
  const locked = session.data?.permissions.includes("control") === false;
  const [together, setTogether] = useState(false);
  const list = apps.data?.apps ?? none;
  const targets = useMemo(() => targetsOf(list, together), [list, together]);
  return (
    <aside className="apps" aria-labelledby="apps-title">
      <div className="apps-bar">
        <h2 id="apps-title">Applications</h2>
        {list.length > 0 ? <span className="muted">{list.length} connected</span> : null}
        <IconButton icon="close" label="Close (Esc)" onClick={props.onClose} />
      </div>
      {apps.error ? <ErrorNote error={apps.error} onRetry={() => void apps.refetch()} /> : null}
      {apps.isPending ? <div className="skeleton-lines" role="status" aria-label="Loading" /> : null}
      {apps.data && list.length === 0 ? <NoApps /> : null}
      {list.length > 0 ? (
        <AppsControls wanted={wanted} onWanted={setWanted} hold={hold} onHold={setHold} locked={locked}>
          {new Set(list.map((app) => app.service)).size < list.length && !locked ? (
            <label className="together">
              <input type="checkbox" checked={together} onChange={() => setTogether(!together)} />
              In every process of the service
            </label>
          ) : null}
        </AppsControls>
      ) : null}
      {list.map((app) => (
        <AppItem
          key={app.id}
          app={app}
          targets={targets.get(app.id) ?? none}
          zone={props.zone}
          wanted={wanted}
          hold={hold}
          locked={locked}
          open={list.length <= openAppsMax}
          onRecords={props.onRecords}
        />
      ))}
    </aside>
  );
}

function AppsControls(props: {
  wanted: string;
  onWanted: (wanted: string) => void;
  hold: HoldTime;
  onHold: (hold: HoldTime) => void;
  locked: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <div className="apps-controls">
      <input
        type="search"
        className="field-search"
        placeholder="Find a logger"
        aria-label="Find a logger"
        value={props.wanted}
        onChange={(event) => props.onWanted(event.target.value)}
      />
      <fieldset className="hold">
        <legend>Levels that you set hold for</legend>
        {holdTimes.map((time) => (
          <label key={time} title={holdTimeLabel(time)}>
            <input type="radio" name="hold" checked={props.hold === time} onChange={() => props.onHold(time)} />
            <span aria-hidden="true">{time}</span>
            <span className="offscreen">{holdTimeLabel(time)}</span>
          </label>
        ))}
      </fieldset>
      {props.children}
      <p className="muted apps-key">
        <i>Dashed</i> levels come from the logger above.
      </p>
      {props.locked ? (
        <p className="muted">You can look, not change: your token has no permission to control.</p>
      ) : null}
    </div>
  );
}
