// @microsoft/fetch-event-source, unmodified, asks for an answer by POST and tells each event as a line of JSON. Run by
// `tests/tests/api/reconnects.rs`, which sets PARLOR_REQUEST: {url, headers, body}.

import { fetchEventSource } from '@microsoft/fetch-event-source'

// It is made for pages.
globalThis.window = globalThis
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} }

const { url, headers, body } = JSON.parse(process.env.PARLOR_REQUEST)
await fetchEventSource(url, {
  method: 'POST',
  headers,
  body,
  openWhenHidden: true,
  onmessage: ({ event, id, data }) => console.log(JSON.stringify({ name: event, id, data: data && JSON.parse(data) })),
  // Milliseconds until it tries again.
  onerror: () => 10,
})
