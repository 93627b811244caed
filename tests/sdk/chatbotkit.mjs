// ChatBotKit's own SDK, unmodified, against a running server. Run by `tests/tests/api/chatbotkit/sdk.rs`, which sets
// PARLOR_BASE (the server), PARLOR_SECRET (a team's API secret), PARLOR_BOT (an agent of the team) and PARLOR_ORIGIN
// (a page's origin). Exits with an error at the first thing that is not as the SDK's types say.

import assert from 'node:assert/strict'

import { ConversationClient } from '@chatbotkit/sdk/conversation/index.js'
import { WidgetIntegrationClient } from '@chatbotkit/sdk/integration/widget/index.js'

const { PARLOR_BASE: baseUrl, PARLOR_SECRET: secret, PARLOR_BOT: botId, PARLOR_ORIGIN: origin } = process.env
const widgets = new WidgetIntegrationClient({ secret, baseUrl })

const fails = (call, code) => assert.rejects(async () => await call(), (error) => error.code === code)

async function collect(stream) {
  const lines = []
  for await (const line of stream) lines.push(line)
  return lines
}

async function owner() {
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
  assert.equal(made.id, id)
  for (const key of ['name', 'botId', 'title', 'initial', 'origin', 'sessionDuration', 'language', 'stream', 'meta']) {
    assert.deepEqual(made[key], settings[key], key)
  }
  assert.ok(made.createdAt > 1_600_000_000_000 && made.updatedAt >= made.createdAt)

  assert.deepEqual(await widgets.update(id, { title: 'Ask us', initial: null }), { id })
  const changed = await widgets.fetch(id)
  assert.equal(changed.title, 'Ask us')
  assert.equal(changed.initial ?? null, null)
  assert.equal(changed.name, settings.name, 'what is not named stays')
  await widgets.update(id, { initial: settings.initial })

  assert.deepEqual(await widgets.setup(id), { id })
  const clone = await widgets.clientFetch(`/api/v1/integration/widget/${id}/clone`, { record: {} })
  assert.notEqual(clone.id, id)
  assert.equal((await widgets.fetch(clone.id)).title, 'Ask us')
  return { id, clone: clone.id }
}

async function lists(id, clone) {
  const all = await widgets.list({ meta: { client: 'sdk' } })
  assert.deepEqual(all.items.map((item) => item.id), [clone, id], 'newest first')
  const oldest = await widgets.list({ meta: { client: 'sdk' }, order: 'asc', take: 1 })
  assert.deepEqual(oldest.items.map((item) => item.id), [id])
  const next = await widgets.list({ meta: { client: 'sdk' }, order: 'asc', take: 1, cursor: oldest.cursor })
  assert.deepEqual(next.items.map((item) => item.id), [clone])
  assert.equal((await widgets.list({ meta: { client: 'nobody' } })).items.length, 0)
  const lines = await collect(widgets.list({ meta: { client: 'sdk' } }).stream())
  assert.deepEqual(lines.map((line) => [line.type, line.data.id, line.data.name]), [
    ['item', clone, 'Größe & 日本語 🙂'],
    ['item', id, 'Größe & 日本語 🙂'],
  ])
}

async function visitor(id) {
  const browser = new WidgetIntegrationClient({ secret: '', baseUrl, headers: { origin } })
  const session = await browser.clientFetch(`/api/v1/integration/widget/${id}/session/create`, {
    record: {
      durationInSeconds: 3600,
      contact: { name: 'John Smith', email: 'john@example.com' },
      messages: [{ type: 'user', text: 'Hello, I need help with my order' }],
      meta: { source: 'homepage' },
    },
  })
  assert.equal(session.id, id)
  assert.deepEqual(session.messages.map((message) => message.type), ['bot', 'user', 'bot'])
  assert.ok(session.messages[2].text.length > 0)

  const { conversationId } = session
  const conversations = new ConversationClient({ secret: session.token, baseUrl, headers: { origin } })
  const reply = await conversations.complete(conversationId, { text: 'And my invoice?' })
  assert.ok(reply.text.length > 0)
  assert.equal(typeof reply.usage.token, 'number')
  assert.equal(reply.end.reason, 'stop')

  const bill = { data: 'Invoice 4711', type: 'text/plain', name: 'bill.txt' }
  const { id: bringing } = await conversations.attachment.upload(conversationId, bill)
  assert.equal(typeof bringing, 'string')
  const page = { data: '<p>', type: 'text/html', name: 'page.html' }
  await fails(() => conversations.attachment.upload(conversationId, page), 'UNSUPPORTED_MEDIA_TYPE')
  const url = `/api/v1/conversation/${conversationId}/attachment/upload`
  const brought = await conversations.clientFetch(url, { record: { file: 'data:image/gif;base64,R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=' } })
  assert.equal(brought.name, 'file.gif')
  const file = { data: 'as a form', type: 'text/plain', name: 'form.txt' }
  assert.equal((await conversations.clientFetch(url, { file })).name, 'form.txt')

  const lines = await collect(conversations.complete(conversationId, { text: 'Größe? 日本語 🙂' }).stream())
  const tokens = lines.filter((line) => line.type === 'token').map((line) => line.data.token)
  const result = lines.find((line) => line.type === 'result').data
  assert.equal(tokens.join(''), result.text)

  const { items } = await conversations.message.list(conversationId, { order: 'asc' })
  assert.deepEqual(items.map((item) => item.type), ['user', 'bot', 'user', 'bot', 'user', 'bot'])
  assert.deepEqual(await conversations.message.upvote(conversationId, reply.id, { value: 100 }), { id: reply.id })
  await fails(() => conversations.message.list(`${conversationId}0`), 'NOT_FOUND')
  await fails(() => new WidgetIntegrationClient({ secret: session.token, baseUrl }).list(), 'NOT_AUTHENTICATED')
}

async function end(ids) {
  for (const id of ids) {
    assert.deepEqual(await widgets.delete(id), { id })
    await fails(() => widgets.fetch(id), 'NOT_FOUND')
  }
  await fails(() => new WidgetIntegrationClient({ secret: 'wrong', baseUrl }).list(), 'NOT_AUTHENTICATED')
  await fails(() => widgets.create({ theme: 7 }), 'BAD_REQUEST')
}

const { id, clone } = await owner()
await lists(id, clone)
await visitor(id)
await end([id, clone])
console.log('ok')
