import { memo, type ReactElement, useState } from "react";
import { useSetLevel } from "../api/useSetLevel.js";
import { WebError } from "../errors.js";
import { useNow } from "../explore/useNow.js";
import { IconButton } from "../shell/IconButton.js";
import { Text } from "../text/Text.js";
import { formatLeft, type HoldTime, holdTimeLabel } from "./holdTime.js";
import { LevelMenu } from "./LevelMenu.js";
import type { LoggerLine } from "./loggerLines.js";

/** How often the time that is left is written anew. */
const tickMs = 1_000;

/** One logger: its level with the menu, the time left on a level set from outside, and the way to its records. */
export const LoggerItem = memo(function LoggerItem(props: {
  /** Ids of the applications in which it is set. */
  targets: readonly string[];
  line: LoggerLine;
  choices: readonly string[];
  hold: HoldTime;
  locked: boolean;
  service: string;
  onRecords: (service: string, logger: string) => void;
}): ReactElement {
  const { line, hold, locked } = props;
  const { logger, name } = line;
  const change = useSetLevel(props.targets);
  const set = (level: string | null): void => change.mutate({ logger: logger.name, level, for: hold });
  return (
    <li className={`logger ${logger.level === null ? "inherits" : ""} ${logger.until === null ? "" : "held"}`}>
      <div className="logger-line" data-depth={Math.min(line.depth, 8)}>
        <span className="logger-name" title={name}>
          <Text value={line.label} />
        </span>
        <IconButton
          icon="search"
          label={`Records of ${name}`}
          className="on-hover"
          onClick={() => props.onRecords(props.service, logger.name)}
        />
        <LevelMenu
          name={name}
          logger={logger}
          choices={props.choices}
          hold={hold}
          locked={locked}
          busy={change.isPending}
          onLevel={set}
        />
      </div>
      {logger.until === null ? null : (
        <div className="logger-held">
          <TimeLeft untilMs={logger.until} />
          {locked ? null : (
            <>
              <button
                type="button"
                className="link"
                title={`${logger.level ?? ""} for ${holdTimeLabel(hold)} from now`}
                aria-label={`Hold ${name} for ${holdTimeLabel(hold)} from now`}
                onClick={() => set(logger.level)}
              >
                {hold} from now
              </button>
              <button type="button" className="link" aria-label={`Reset ${name}`} onClick={() => set(null)}>
                Reset
              </button>
            </>
          )}
        </div>
      )}
      {change.error ? <LevelError error={change.error} onClose={change.reset} /> : null}
    </li>
  );
});

function TimeLeft({ untilMs }: { untilMs: number }): ReactElement {
  const [startMs] = useState(Date.now);
  const nowMs = useNow(tickMs, startMs);
  return (
    <span className="logger-left" title={new Date(untilMs).toLocaleString()}>
      {formatLeft(untilMs, nowMs)} left
    </span>
  );
}

function LevelError({ error, onClose }: { error: Error; onClose: () => void }): ReactElement {
  const hint = error instanceof WebError ? error.hint : "";
  return (
    <div className="logger-error" role="alert">
      <p>
        <Text value={hint === "" ? error.message : `${error.message}. ${hint}`} />
      </p>
      <IconButton icon="close" label="Dismiss" onClick={onClose} />
    </div>
  );
}
