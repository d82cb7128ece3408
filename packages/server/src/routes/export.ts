import { Readable } from "node:stream";
import type { ExportRequest } from "@cordwood/store";
import { z } from "zod";
import { exportRowsMax } from "../limits.js";
import { countParameter, namesParameter, queryParameter, rangeShape, readQueryString, toRange } from "../parameters.js";
import type { Route, Services } from "../services.js";

const contentTypes = {
  ndjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
} as const;

const shape = {
  query: queryParameter,
  ...rangeShape,
  limit: countParameter(1, exportRowsMax),
  order: z.enum(["asc", "desc"]).optional(),
  fields: namesParameter,
  cursor: z.string().max(1024).optional(),
  formulas: z.enum(["keep", "escape"]).default("keep"),
  format: z.enum(["ndjson", "csv", "parquet"]).default("ndjson"),
};

/**
 * `GET /api/v1/export`: the records that a query selects, or its table, as a file, streamed. A failure after the first byte breaks the
 * connection off, so that half a file is not taken for a whole one.
 */
export const exportRoute: Route = (app, services) => {
  app.get("/api/v1/export", async (context) => {
    const parameters = readQueryString(context.req.url, shape);
    const { format } = parameters;
    const { store } = services.backend();
    const { signal } = context.req.raw;
    const request = toExportRequest(parameters);
    const stream = await inTurn(services, signal, async () => toReadable(await store.export(request, signal)));
    // Node's and the DOM's ReadableStream are one class at run time with two type declarations.
    return context.body(Readable.toWeb(stream) as ReadableStream, 200, {
      "content-type": contentTypes[format],
      "content-disposition": `attachment; filename="cordwood.${format}"`,
    });
  });
};

/** Empty and absent parameters leave the store's defaults. */
function toExportRequest(parameters: z.output<z.ZodObject<typeof shape>>): ExportRequest {
  const { query, from, to, limit, order, fields, cursor, formulas, format } = parameters;
  return {
    query,
    format,
    ...toRange(from, to),
    ...(limit !== undefined && { limit }),
    ...(order !== undefined && { order }),
    ...(cursor !== undefined && cursor !== "" && { cursor }),
    ...(fields !== undefined && fields.length > 0 && { fields }),
    ...(formulas === "escape" && { escape_formulas: true }),
  };
}

/** The turn lasts until the stream has ended, or the client has left. */
async function inTurn(services: Services, signal: AbortSignal, open: () => Promise<Readable>): Promise<Readable> {
  const leave = await services.exports.enter(signal);
  try {
    const stream = await open();
    return stream.once("close", leave);
  } catch (error) {
    leave();
    throw error;
  }
}

function toReadable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : new Readable().wrap(stream);
}
