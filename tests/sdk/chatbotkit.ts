// ChatBotKit's own SDK, unmodified, against a running server; compiled with the SDK's types. Run by
// `tests/tests/api/chatbotkit/sdk.rs`, which sets PARLOR_BASE (the server), PARLOR_SECRET (a team's API secret), PARLOR_BOT (an
// agent of the team) and PARLOR_ORIGIN (a page's origin). Exits with an error at the first thing that is not as the types say.

import assert from 'node:assert/strict'

import { jsonl } from '@chatbotkit/fetch'
import { ConversationClient } from '@chatbotkit/sdk/conversation/index.js'
import { WidgetIntegrationClient } from '@chatbotkit/sdk/integration/widget/index.js'
import type { WidgetIntegrationFetchResponse } from '@chatbotkit/sdk/integration/widget/v1.js'

const env = (name: string): string => {
  const value = process.env[name]
  assert.ok(value, name)
  return value
}
const baseUrl = env('PARLOR_BASE')
const secret = env('PARLOR_SECRET')
const botId = env('PARLOR_BOT')
const origin = env('PARLOR_ORIGIN')
const widgets = new WidgetIntegrationClient({ secret, baseUrl })

const fails = (call: () => PromiseLike<unknown>, code: string): Promise<void> =>
  assert.rejects(async () => await call(), (error: { code?: string }) => error.code === code)

async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of stream) items.push(item)
  return items
}

/** What the types call a text, a number or an object is one, or absent. */
function typed(widget: WidgetIntegrationFetchResponse): void {
  for (const text of [widget.name, widget.theme, widget.origin, widget.language, widget.layout])
    assert.ok(text === undefined || typeof text === 'string', String(text))
  assert.equal(typeof widget.createdAt, 'number')
  assert.equal(typeof widget.stream, 'boolean')
  assert.equal(typeof widget.meta, 'object')
}

async function owner(): Promise<[string, string]> {
  const settings = {
    name: 'Größe & 日本語 🙂',
    botId,
    title: 'How can we help you?',
    initial: 'Welcome! How can I help you today?',
    placeholder: '',
    origin,
    sessionDuration: 1_800_000,
    language: 'en,de',
    stream: true,
    contactCollection: true,
    attachments: true,
    meta: { client: 'sdk', plan: 'pro' },
  }
  const { id } = await widgets.create(settings)
  const made = await widgets.fetch(id)
  typed(made)
  assert.equal(made.id, id)
  for (const key of ['name', 'botId', 'title', 'initial', 'origin', 'sessionDuration', 'language', 'stream', 'meta'] as const) {
    assert.deepEqual(made[key], settings[key], key)
  }
  assert.ok(made.createdAt > 1_600_000_000_000 && made.updatedAt >= made.createdAt)

  assert.deepEqual(await widgets.update(id, { title: 'Ask us' }), { id })
  const changed = await widgets.fetch(id)
  assert.equal(changed.title, 'Ask us')
  assert.equal(changed.name, settings.name, 'what is not named stays')

  assert.deepEqual(await widgets.setup(id), { id })
  const clone = await widgets.clientFetch<{ id: string }, never>(`/api/v1/integration/widget/${id}/clone`, { record: {} })
  assert.notEqual(clone.id, id)
  assert.equal((await widgets.fetch(clone.id)).title, 'Ask us')
  return [id, clone.id]
}

async function themes(id: string): Promise<void> {
  for (const theme of ['dark', '{"primaryColor":"#0066cc","radius":4}', '.bubble { border-radius: 2px }']) {
    await widgets.update(id, { theme })
    assert.equal((await widgets.fetch(id)).theme, theme)
  }
  await fails(() => widgets.update(id, { theme: '{"primaryColor":' }), 'UNPROCESSABLE_ENTITY')
  await fails(() => widgets.update(id, { theme: '@import "https://evil.test"; .a {}' }), 'UNPROCESSABLE_ENTITY')
}

async function writesBack(id: string): Promise<void> {
  const fetched = await widgets.fetch(id)
  assert.deepEqual(await widgets.update(id, fetched), { id })
  const { updatedAt: _, ...before } = fetched
  const { updatedAt: __, ...after } = await widgets.fetch(id)
  assert.deepEqual(after, before)
  const { id: copy } = await widgets.create(fetched)
  assert.equal((await widgets.fetch(copy)).title, fetched.title)
  await widgets.delete(copy)
  await widgets.update(id, { origin: `${origin}\nhttps://*.shop.example\r\n` })
  assert.equal((await widgets.fetch(id)).origin, `${origin},https://*.shop.example`)
  await widgets.update(id, { origin })
}

async function lists(id: string, clone: string): Promise<void> {
  const all = await widgets.list({ meta: { client: 'sdk' } })
  assert.deepEqual(all.items.map((item) => item.id), [clone, id], 'newest first')
  const oldest = await widgets.list({ meta: { client: 'sdk' }, order: 'asc', take: 1 })
  assert.deepEqual(oldest.items.map((item) => item.id), [id])
  assert.equal(oldest.cursor, id)
  const next = await widgets.list({ meta: { client: 'sdk' }, order: 'asc', take: 1, cursor: oldest.cursor })
  assert.deepEqual(next.items.map((item) => item.id), [clone])
  assert.equal(next.cursor, '', 'nothing comes after the last page')
  assert.deepEqual(await widgets.list({ meta: { client: 'nobody' } }), { items: [], cursor: '' })
  const query = { meta: JSON.stringify({ client: 'sdk', plan: 'pro' }) }
  const filtered = await widgets.clientFetch<typeof all, never>('/api/v1/integration/widget/list', { query })
  assert.deepEqual(filtered.items.map((item) => item.id), [clone, id])
  const lines = await collect(widgets.list({ meta: { client: 'sdk' } }).stream())
  assert.deepEqual(lines.map((line) => [line.type, line.data.id, line.data.name]), [
    ['item', clone, 'Größe & 日本語 🙂'],
    ['item', id, 'Größe & 日本語 🙂'],
  ])
}

interface Session {
  id: string
  conversationId: string
  token: string
  expiresAt: number
  messages: { type: 'user' | 'bot'; text: string }[]
}

async function visitor(id: string): Promise<Session> {
  const browser = new WidgetIntegrationClient({ secret: '', baseUrl, headers: { origin } })
  const path = `/api/v1/integration/widget/${id}/session/create`
  const session = await browser.clientFetch<Session, never>(path, {
    record: {
      durationInSeconds: 3600,
      contact: { name: 'John Smith', email: 'john@example.com' },
      messages: [{ type: 'user', text: 'Hello, I need help with my order' }],
      meta: { source: 'homepage' },
    },
  })
  assert.equal(session.id, id)
  assert.deepEqual(session.messages.map((message) => message.type), ['bot', 'user', 'bot'])

  const { conversationId } = session
  const conversations = new ConversationClient({ secret: session.token, baseUrl, headers: { origin } })
  const reply = await conversations.complete(conversationId, { text: 'And my invoice?' })
  assert.ok(reply.text.length > 0)
  assert.equal(typeof reply.usage.token, 'number')
  assert.equal(reply.end.reason, 'stop')

  const bill = { data: 'Invoice 4711', type: 'text/plain', name: 'bill.txt' }
  assert.equal(typeof (await conversations.attachment.upload(conversationId, bill)).id, 'string')
  const page = { data: '<p>', type: 'text/html', name: 'page.html' }
  await fails(() => conversations.attachment.upload(conversationId, page), 'UNSUPPORTED_MEDIA_TYPE')
  const upload = `/api/v1/conversation/${conversationId}/attachment/upload`
  const gif = 'data:image/gif;base64,R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs='
  const brought = await conversations.clientFetch<{ name: string }, never>(upload, { record: { file: gif } })
  assert.equal(brought.name, 'file.png')
  const file = { data: 'as a form', type: 'text/plain', name: 'form.txt' }
  assert.equal((await conversations.clientFetch<{ name: string }, never>(upload, { file })).name, 'form.txt')

  const lines = await collect(conversations.complete(conversationId, { text: 'Größe? 日本語 🙂' }).stream())
  const tokens = lines.flatMap((line) => (line.type === 'token' ? [line.data.token] : []))
  const result = lines.flatMap((line) => (line.type === 'result' ? [line.data.text] : []))
  assert.deepEqual([tokens.join('')], result)

  const { items } = await conversations.message.list(conversationId, { order: 'asc' })
  assert.deepEqual(items.map((item) => item.type), ['user', 'bot', 'user', 'bot', 'user', 'bot'])
  assert.deepEqual(await conversations.message.upvote(conversationId, reply.id, { value: 100 }), { id: reply.id })
  assert.deepEqual(await conversations.message.downvote(conversationId, reply.id, { reason: 'wrong' }), { id: reply.id })
  assert.deepEqual(await conversations.upvote(conversationId, { value: 100 }), { id: conversationId })
  assert.deepEqual(await conversations.downvote(conversationId, {}), { id: conversationId })
  const contact = { name: 'John', email: 'john@example.com', meta: { plan: 'pro' } }
  const upsert = `/api/v1/conversation/${conversationId}/contact/upsert`
  assert.equal(typeof (await conversations.clientFetch<{ id: string }, never>(upsert, { record: contact })).id, 'string')
  await fails(() => conversations.message.list(`${conversationId}0`), 'NOT_FOUND')
  await fails(() => new WidgetIntegrationClient({ secret: session.token, baseUrl }).list(), 'NOT_AUTHENTICATED')
  return session
}

/** Only the owner may open a conversation by its id. */
async function goesOn({ id, conversationId, token }: Session): Promise<void> {
  const conversations = new ConversationClient({ secret, baseUrl })
  assert.equal((await conversations.fetch(conversationId)).id, conversationId)
  const opened = await conversations.session.create(conversationId, { durationInSeconds: 1800 })
  assert.equal(opened.id, conversationId)
  const again = new ConversationClient({ secret: opened.token, baseUrl })
  assert.equal((await again.complete(conversationId, { text: 'Still there?' })).end.reason, 'stop')
  const visitors = new ConversationClient({ secret: token, baseUrl })
  await fails(() => visitors.session.create(conversationId, {}), 'NOT_AUTHENTICATED')

  const path = `/api/v1/integration/widget/${id}/session/create`
  const record = { conversationId, messages: [{ type: 'user', text: 'One more thing' }] }
  const session = await widgets.clientFetch<Session, never>(path, { record })
  assert.equal(session.conversationId, conversationId)
  assert.equal(session.messages.at(-2)?.text, 'One more thing')
  assert.ok(session.messages.some((message) => message.text === 'Still there?'), 'what was said before is there')
  const browser = new WidgetIntegrationClient({ secret: '', baseUrl, headers: { origin } })
  await fails(() => browser.clientFetch(path, { record }), 'NOT_AUTHORIZED')
}

async function completesWithoutConversation(): Promise<void> {
  const conversations = new ConversationClient({ secret, baseUrl })
  const messages = [
    { type: 'user' as const, text: 'Hello' },
    { type: 'bot' as const, text: 'Good day.' },
    { type: 'user' as const, text: 'And you?' },
  ]
  const reply = await conversations.complete(null, { botId, messages })
  assert.equal(reply.text, 'And you?')
  assert.equal(reply.end.reason, 'stop')
  const lines = await collect(conversations.complete(null, { botId, messages }).stream())
  const types = lines.map((line) => line.type).filter((type, at, all) => type !== all[at - 1])
  assert.deepEqual(types, ['completeBegin', 'token', 'message', 'usage', 'completeEnd', 'result'])
  assert.equal((await conversations.complete(null, { messages })).text, 'And you?', 'the only agent')
  await fails(() => conversations.complete(null, { botId: 'nobody', messages }), 'UNPROCESSABLE_ENTITY')
  await fails(() => conversations.complete(null, { botId, messages: [] }), 'BAD_REQUEST')
}

/** The reader of lines that the SDK has, by itself. */
async function fetchPackage(): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, accept: 'application/jsonl' }
  const response = await fetch(`${baseUrl}/v1/integration/widget/list`, { headers })
  assert.ok(response.body)
  const lines = await collect(jsonl(response.body as Parameters<typeof jsonl>[0]))
  assert.ok(lines.length > 0 && lines.every((line) => line['type'] === 'item'))
}

async function end(ids: string[]): Promise<void> {
  for (const id of ids) {
    assert.deepEqual(await widgets.delete(id), { id })
    await fails(() => widgets.fetch(id), 'NOT_FOUND')
  }
  await fails(() => new WidgetIntegrationClient({ secret: 'wrong', baseUrl }).list(), 'NOT_AUTHENTICATED')
}

const [id, clone] = await owner()
await themes(clone)
await writesBack(clone)
await lists(id, clone)
await goesOn(await visitor(id))
await completesWithoutConversation()
await fetchPackage()
await end([id, clone])
console.log('ok')
