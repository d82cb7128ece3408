import type { Route } from "../services.js";
import { appsRoute } from "./apps.js";
import { compareRoute } from "./compare.js";
import { contextRoute } from "./context.js";
import { elasticBulkRoute } from "./elastic/bulk.js";
import { elasticDocumentRoute } from "./elastic/document.js";
import { elasticFieldCapsRoute } from "./elastic/field-caps.js";
import { elasticIndicesRoute } from "./elastic/indices.js";
import { elasticMappingRoute } from "./elastic/mapping.js";
import { elasticMultiSearchRoute } from "./elastic/msearch.js";
import { elasticRootRoute } from "./elastic/root.js";
import { elasticSearchRoute } from "./elastic/search.js";
import { elasticSetupRoute } from "./elastic/setup.js";
import { exportRoute } from "./export.js";
import { fieldValuesRoute } from "./field-values.js";
import { fieldsRoute } from "./fields.js";
import { gelfRoute } from "./gelf.js";
import { healthzRoute } from "./healthz.js";
import { histogramRoute } from "./histogram.js";
import { ingestRoute } from "./ingest.js";
import { lokiPushRoute } from "./loki-push.js";
import { metricsRoute } from "./metrics.js";
import { otlpLogsRoute } from "./otlp-logs.js";
import { patternsRoute } from "./patterns.js";
import { queriesRoute } from "./queries.js";
import { readyzRoute } from "./readyz.js";
import { searchRoute } from "./search.js";
import { sessionRoute } from "./session.js";
import { sqlRoute } from "./sql.js";
import { tailRoute } from "./tail.js";

/** Every route of the API, one file each. */
export const routes: readonly Route[] = [
  healthzRoute,
  readyzRoute,
  metricsRoute,
  sessionRoute,
  ingestRoute,
  searchRoute,
  histogramRoute,
  fieldsRoute,
  fieldValuesRoute,
  contextRoute,
  compareRoute,
  queriesRoute,
  patternsRoute,
  tailRoute,
  sqlRoute,
  appsRoute,
  exportRoute,
  elasticRootRoute,
  elasticSetupRoute,
  elasticBulkRoute,
  elasticSearchRoute,
  elasticMultiSearchRoute,
  elasticFieldCapsRoute,
  elasticMappingRoute,
  elasticIndicesRoute,
  elasticDocumentRoute,
  lokiPushRoute,
  otlpLogsRoute,
  gelfRoute,
];
