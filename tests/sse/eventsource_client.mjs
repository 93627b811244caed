// eventsource-client, unmodified, asks for an answer by POST and tells each event as a line of JSON. Run by
// `tests/tests/api/reconnects.rs`, which sets PARLOR_REQUEST: {url, headers, body}.

import { createEventSource } from 'eventsource-client'

// It waits two seconds before it tries again, and has no option for it.
const wait = globalThis.setTimeout
globalThis.setTimeout = (run) => wait(run, 10)

const { url, headers, body } = JSON.parse(process.env.PARLOR_REQUEST)
const source = createEventSource({
  url,
  method: 'POST',
  headers,
  body,
  onMessage: ({ event, id, data }) => {
    console.log(JSON.stringify({ name: event, id, data: JSON.parse(data) }))
    if (event === 'done' || event === 'error') source.close()
  },
})
