import { Registry } from "prom-client";
import { metricsText } from "./text-format.js";

/** What a scraper is answered. */
export interface Exposition {
  contentType: string;
  body: string;
}

/**
 * The metrics in the format that a scraper asks for with `Accept`: OpenMetrics 1.0 where it is preferred, else Prometheus' text format 0.0.4.
 * @param accept the request's header; none means the text format
 * @param names only metrics of these names, or of samples of these names. @default all
 */
export async function expose(
  registry: Registry,
  accept: string | undefined,
  names?: ReadonlySet<string>,
): Promise<Exposition> {
  const open = prefersOpenMetrics(accept ?? "");
  const contentType = open ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
  return { contentType, body: await metricsText(registry, open ? "openmetrics" : "prometheus", names) };
}

/** Content negotiation as RFC 9110 §12.5.1 has it, for the two types there are. */
export function prefersOpenMetrics(accept: string): boolean {
  let [open, text] = [0, 0];
  for (const range of accept.split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    if (type === "application/openmetrics-text" && supported(parameters)) open = Math.max(open, quality);
    if (type === "text/plain" || type === "text/*" || type === "*/*") text = Math.max(text, quality);
  }
  return open > 0 && open >= text;
}

function supported(parameters: readonly string[]): boolean {
  const version = parameters.find((parameter) => parameter.startsWith("version="))?.slice(8) ?? "1.0.0";
  return version === "1.0.0" || version === "0.0.1";
}
