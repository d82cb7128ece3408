import type { Row } from "@cordwood/server/api";
import { type ReactElement, useState } from "react";
import { printAddress, defaultAddress } from "../address/address.js";
import { recordTextCharsMax } from "../limits.js";
import type { Zone } from "../range/instant.js";
import { formatAgo, formatMoment, isoToMs } from "../range/moment.js";
import { recordJson } from "../rows/fieldValue.js";
import { levelStep } from "../level/level.js";
import { LevelTag } from "../rows/LevelTag.js";
import { CopyButton } from "../shell/CopyButton.js";
import { Icon } from "../shell/Icon.js";
import { formatCount } from "../text/count.js";
import { Text } from "../text/Text.js";
import type { RecordActions } from "./RecordPanel.js";

/** An address that opens this record wherever it is sent. */
function permalink(row: Row): string {
  const ms = isoToMs(row.time);
  const range = { from: new Date(ms - 300_000).toISOString(), to: new Date(ms + 300_000).toISOString() };
  return `${location.origin}${location.pathname}${printAddress({ ...defaultAddress, ...range, record: row.id })}`;
}

/** Level, time and message of an opened record, and what can be done with it as a whole. */
export function RecordHead(props: { row: Row; zone: Zone; hits: RegExp | null; actions: RecordActions }): ReactElement {
  const { row, zone, actions } = props;
  const [nowMs] = useState(Date.now);
  const [whole, setWhole] = useState(false);
  const ms = isoToMs(row.time);
  const cut = !whole && row.message.length > recordTextCharsMax;
  return (
    <header className={`record-head edge-${levelStep(row.level, row.severity)}`}>
      <div className="record-when">
        <LevelTag level={row.level} severity={row.severity} />
        <time dateTime={row.time} title={row.time}>
          {formatMoment(ms, zone)}
        </time>
        <span className="muted">{formatAgo(ms, nowMs)}</span>
      </div>
      <pre className="record-message">
        <Text value={cut ? row.message.slice(0, recordTextCharsMax) : row.message} layout="block" hits={props.hits} />
      </pre>
      {cut ? (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          Show all {formatCount(row.message.length)} characters
        </button>
      ) : null}
      <div className="record-actions">
        <CopyButton text={() => row.message} label="Copy message" showLabel />
        <CopyButton text={() => recordJson(row)} label="Copy JSON" showLabel />
        <CopyButton text={() => permalink(row)} label="Copy link" icon="link" showLabel />
        <button type="button" className="button small" onClick={() => actions.showAround(row)}>
          <Icon name="clock" />
          Everything around this time
        </button>
      </div>
    </header>
  );
}
