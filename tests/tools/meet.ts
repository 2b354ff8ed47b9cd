/** A program with the types of the document. TypeScript checks it; it is not run. */

import type { components, paths } from "./types";

type Schemas = components["schemas"];
type Create = paths["/google-meet/v2/spaces"]["post"];
type Get = paths["/google-meet/v2/spaces/{spaceId}"]["get"];
type List = paths["/google-meet/v2/spaces/{spaceId}/members"]["get"];
type Json<Message> = Message extends { content: { "application/json": infer Body } } ? Body : never;

async function send<Result>(method: string, path: string, body?: unknown): Promise<Result> {
  const init = { method, body: JSON.stringify(body) };
  return (await fetch(`https://meet.example${path}`, init)).json() as Promise<Result>;
}

// A read: the parameters and the response have types.
export async function getSpace(parameters: Get["parameters"]): Promise<string | undefined> {
  const path = `/google-meet/v2/spaces/${parameters.path.spaceId}?fields=${parameters.query?.fields}`;
  const space = await send<Json<Get["responses"][200]>>("GET", path);
  const same: Schemas["Space"] = space;
  // @ts-expect-error: the schema does not have this field.
  same.meetingUrl;
  return same.phoneAccess?.map((access) => access.phoneNumber?.toUpperCase()).join();
}

// @ts-expect-error: the id is required.
getSpace({ path: {} });

// A list.
export async function listNames(parameters: List["parameters"]): Promise<string[]> {
  const path = `/google-meet/v2/spaces/${parameters.path.spaceId}/members`;
  const page = await send<Json<List["responses"][200]>>("GET", path);
  return (page.members ?? []).map((member) => member.name);
}

listNames({ path: { spaceId: "a" }, query: { pageSize: 10, pageToken: "b" } });
// @ts-expect-error: a page size is a number.
listNames({ path: { spaceId: "a" }, query: { pageSize: "10" } });

// A write, with its body and the connection.
export async function createSpace(
  body: Json<NonNullable<Create["requestBody"]>>,
  parameters: Create["parameters"],
): Promise<string> {
  const created = await send<Json<Create["responses"][200]>>("POST", "/google-meet/v2/spaces", {
    ...body,
    connection: parameters.header?.["Maton-Connection"],
  });
  return created.name;
}

createSpace({}, {});
createSpace({ config: { accessType: "OPEN" } }, { header: { "Maton-Connection": "c" } });
// An enum is open: Google adds values.
createSpace({ config: { accessType: "A_NEW_VALUE" } }, {});
// @ts-expect-error: the value of an open enum is a text.
createSpace({ config: { accessType: 5 } }, {});
// @ts-expect-error: the server writes this field; the body does not have it.
createSpace({ meetingUri: "https://meet.example" }, {});

// The known values of an open enum. An editor does not suggest them for a field:
// https://github.com/microsoft/TypeScript/issues/29729
export const known: Schemas["AccessType"] = "TRUSTED";
// @ts-expect-error: this value is not known.
export const unknown: Schemas["AccessType"] = "A_NEW_VALUE";
