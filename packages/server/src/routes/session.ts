import { z } from "zod";
import type { SessionResponse } from "../api/session.js";
import { readJson } from "../body/read-json.js";
import { ServerError } from "../errors.js";
import { type Grant, grantOf, sessionCookie } from "../guards/authentication.js";
import { sessionBytesMax } from "../limits.js";
import { readParameters } from "../parameters.js";
import type { RequestContext, Route, Services } from "../services.js";

const shape = { token: z.string().min(1).max(1024) };
const attributes = "Path=/; HttpOnly; SameSite=Strict";

/** `/api/v1/session`: whether a token is needed (GET), a token for a cookie (POST), forget the cookie (DELETE). */
export const sessionRoute: Route = (app, services) => {
  const path = "/api/v1/session";
  const answer = (context: RequestContext, grant: Grant | undefined): Response =>
    context.json({
      required: services.authentication.required,
      authenticated: grant !== undefined,
      permissions: [...(grant?.permissions ?? [])],
    } satisfies SessionResponse);
  app.get(path, (context) => answer(context, grantOf(context, services.authentication)));
  app.post(path, async (context) => {
    return answer(context, await signIn(context, services));
  });
  app.delete(path, (context) => {
    context.header("set-cookie", `${sessionCookie}=; ${attributes}; Max-Age=0`);
    return answer(context, services.authentication.grantOf(undefined, undefined));
  });
};

async function signIn(context: RequestContext, services: Services): Promise<Grant | undefined> {
  const { token } = readParameters(await readJson(context, services, sessionBytesMax), shape);
  const { authentication } = services;
  if (!authentication.required) return authentication.grantOf(undefined, undefined);
  const session = authentication.sessionFor(token);
  if (session === undefined) throw new ServerError("CW_SERVER_UNAUTHENTICATED");
  context.header("set-cookie", `${sessionCookie}=${session}; ${attributes}; Max-Age=2592000`);
  return authentication.grantOf(undefined, `${sessionCookie}=${session}`);
}
