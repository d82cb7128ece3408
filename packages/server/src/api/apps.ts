/** One logger of a running application; the root's name is empty. */
export interface AppLogger {
  name: string;
  /** Its own level, or null when it has its parent's. */
  level: string | null;
  effective_level: string;
  /** When a level that was set from here ends, milliseconds since the epoch; null when the program set it. */
  until: number | null;
}

/** A running application that is connected. */
export interface App {
  id: string;
  service: string;
  version: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  connected_at: string;
  loggers: AppLogger[];
}

/** Answer of `GET /api/v1/apps`. */
export interface AppsResponse {
  apps: App[];
}

/** Body of `PUT /api/v1/apps/ID/levels`. */
export interface LevelBody {
  /** Empty for the root. */
  logger: string;
  /** Null brings the program's own level back. */
  level: string | null;
  /** How long it holds, such as `15m`. @default "15m" */
  for?: string;
}

/** Answer of `PUT /api/v1/apps/ID/levels`: what the application says it has done. */
export interface LevelResponse {
  app: string;
  logger: string;
  level: string | null;
  /** ISO 8601; null when the program's own level is back. */
  until: string | null;
}
