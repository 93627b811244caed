// One real call for each tag, with the types openapi-typescript makes of the description. Prints the tags.

import { readFileSync } from "node:fs";

import createClient from "openapi-fetch";

import type { paths } from "./api.js";

interface Given {
    base: string;
    origin: string;
    key: string;
    embedToken: string;
    catyKey: string;
    email: string;
    password: string;
    team: string;
    cookie: string;
    secret: string;
    agent: string;
    widget: string;
}

const given = JSON.parse(readFileSync("given.json", "utf8")) as Given;
const { fetch } = globalThis;
const client = createClient<paths>({ baseUrl: given.base, fetch });

const done: string[] = [];

/** The body of a reply that is a success. */
async function call<T>(tag: string, reply: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
    const { data, error, response } = await reply;
    if (!response.ok || data === undefined) {
        throw new Error(`${tag}: ${response.status} ${JSON.stringify(error)}`);
    }
    done.push(tag);
    return data;
}

function expect(fact: boolean, what: string): void {
    if (!fact) throw new Error(`expected ${what}`);
}

const page = { Origin: given.origin };
const owner = { Cookie: given.cookie };
const secret = { Authorization: `Bearer ${given.secret}` };
const team = { teamId: given.team };

const opened = await call("Widget: conversation", client.POST("/v1/widget/init", {
    body: { agent_id: given.key },
    headers: page,
}));
expect(opened.data.messages.length === 0, "an empty conversation");

const launcher = await call("Widget: launcher", client.GET("/v1/widget/config/{key}", {
    params: { path: { key: given.key } },
}));
expect(launcher.data.language.length > 0, "a language");

const recorded = await call("Widget: leads and events", client.POST("/v1/widget/events", {
    body: { events: [{ kind: "opened" }] },
    headers: { ...page, Authorization: `Bearer ${opened.data.jwt}` },
}));
expect(recorded.data.accepted === 1, "one event");

const me = await call("Owner: sign-in", client.POST("/api/auth/login", {
    body: { email: given.email, password: given.password },
}));
expect(me.email === given.email, "the account");

const agents = await call("Owner: agents", client.GET("/api/teams/{teamId}/agents", {
    params: { path: team },
    headers: owner,
}));
expect(agents.some(({ id }) => id === given.agent), "the agent");

const conversations = await call("Owner: conversations", client.GET("/api/teams/{teamId}/conversations", {
    params: { path: team },
    headers: owner,
}));
expect(conversations.conversations.length === 0, "no conversation yet");

const settings = await call("Owner: widgets", client.GET("/api/teams/{teamId}/widgets/{id}/settings", {
    params: { path: { ...team, id: given.widget } },
    headers: owner,
}));
expect(settings.settings !== undefined, "settings");

const members = await call("Owner: team", client.GET("/api/teams/{teamId}/members", {
    params: { path: team },
    headers: owner,
}));
expect(members.length === 1, "one member");

const chat = await call("NexonTech", client.POST("/api/widget/init", { body: { key: given.key } }));
expect(chat.conversation_id.length > 0, "a conversation");

const widgets = await call("NodeLoom: dashboard", client.GET("/api/teams/{teamId}/widgets", {
    params: { path: team },
    headers: owner,
}));
expect(widgets.some(({ id }) => id === given.widget), "the widget");

const embedded = await call("NodeLoom: widget", client.GET("/api/widget-chat/init/{token}", {
    params: { path: { token: given.embedToken } },
    headers: page,
}));
expect(typeof embedded === "object", "a configuration");

const config = await call("Caty", client.GET("/api/widget/config", {
    headers: { ...page, "X-API-Key": given.catyKey },
}));
expect(config.success === true, "success");

const listed = await call("ChatBotKit: widgets", client.GET("/v1/integration/widget/list", { headers: secret }));
expect(listed.items.some(({ id }) => id === given.widget), "the widget");

const session = await call("ChatBotKit: conversations", client.POST(
    "/v1/integration/widget/{idOrAlias}/session/create",
    { params: { path: { idOrAlias: given.widget } }, body: {}, headers: secret },
));
expect(session.token.length > 0, "a token");

console.log(JSON.stringify(done));
