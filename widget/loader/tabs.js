// @ts-check
// Several tabs of one browser show the same conversation: one of them speaks with the server, the others hear it. Fetched
// when a chat is first opened.
//
// A Web Lock says which one; a waiting tab takes over when that tab is closed, frozen or silent. They talk over a
// BroadcastChannel: each message is three fields in lines of their own, the last one may have more lines. What is not the
// business of this script goes to the chat, as the command `heard`; whether the tab speaks, as the command `speaks`.
//
// | Message | Means |
// |---|---|
// | `said` id, files, text | a visitor said this in some tab |
// | `form`, form | the same of a form |
// | `began` id, files, text | it is being sent |
// | `redo` id | another answer is wished for in a tab that does not speak |
// | `again` id, client's id | another answer is asked for |
// | `sse` name, id and data | an event of the running answer |
// | `resume` id | a tab missed something of this answer; `sse` follow from its beginning |
// | `lost` key | the answer, or sending, is given up |
// | `at` conversation, flag | a tab is in this conversation; with a flag, whatever was said in another one is closed |
// | `user` token | the visitor is somebody else now |
// | `gone` | everything was deleted |
// | `seen` | the visitor has seen what was unread |
// | `ping`, `pong` | does the speaking tab still run |

/** A speaking tab that says nothing for so many milliseconds has stopped. */
const patience = 3000;

/**
 * This tab among its like.
 *
 * @typedef {object} Tabs
 * @property {string} name
 * @property {BroadcastChannel} channel
 * @property {AbortController} ears what it listens to besides
 * @property {AbortController} turn its place in the queue for the lock
 * @property {string[]} heard of the running answer, for tabs that come later
 * @property {boolean} speaks
 * @property {boolean} over it left, or sleeps
 * @property {() => void} [release] gives the lock back
 * @property {any} [timer]
 */

const tell = (/** @type {any} */ chat, /** @type {string} */ name, /** @type {string} */ text) => {
  if (chat.handle) chat.module.command(chat.handle, name, text);
};

/** Finds the other tabs of this name. Where locks are missing or the browser keeps nothing, there are none. @param {any} chat @param {string} name */
export const join = (chat, name) => {
  leave(chat);
  name = "parlor:" + name;
  try {
    if (!localStorage || !navigator.locks) throw 0;
  } catch {
    return tell(chat, "speaks", "alone");
  }
  const ears = new AbortController();
  /** @type {Tabs} */
  const tabs = (chat.tabs = { name, channel: new BroadcastChannel(name), ears, turn: new AbortController(), heard: [], speaks: false, over: false });
  tabs.channel.onmessage = ({ data }) => hear(chat, tabs, String(data));
  // A page that may come back speaks no more meanwhile.
  const sleep = () => {
    close(tabs);
    tell(chat, "speaks", "");
  };
  const wake = () => {
    if (tabs.over) join(chat, name.slice(7));
  };
  const { signal } = ears;
  addEventListener("pagehide", sleep, { signal });
  document.addEventListener("freeze", sleep, { signal });
  addEventListener("pageshow", wake, { signal });
  document.addEventListener("resume", wake, { signal });
  document.addEventListener("visibilitychange", () => document.hidden || look(chat, tabs), { signal });
  tell(chat, "speaks", "");
  queue(chat, tabs);
};

/** Leaves them: the chat is gone, or the visitor is somebody else. @param {any} chat */
export const leave = (chat) => {
  if (chat.tabs) close(chat.tabs);
  chat.tabs?.ears.abort();
  chat.tabs = undefined;
};

const close = (/** @type {Tabs} */ tabs) => {
  tabs.over = true;
  tabs.speaks = false;
  clearTimeout(tabs.timer);
  tabs.channel.close();
  tabs.turn.abort();
  tabs.release?.();
};

/** Asks for the lock, and again when it is taken from us. @param {any} chat @param {Tabs} tabs @param {LockOptions} [how] */
const queue = (chat, tabs, how = { signal: tabs.turn.signal }) => {
  const speaks = (/** @type {boolean} */ now) => {
    clearTimeout(tabs.timer);
    tabs.speaks = now;
    tell(chat, "speaks", now ? "yes" : "");
  };
  navigator.locks
    .request(tabs.name, how, () => {
      if (tabs.over) return;
      const held = new Promise((release) => (tabs.release = () => release(0)));
      speaks(true);
      return held;
    })
    .catch((error) => {
      if (!(error instanceof DOMException)) throw error;
      if (tabs.over) return;
      if (tabs.speaks) {
        // Stolen.
        speaks(false);
        queue(chat, tabs);
      } else {
        // The browser grants none.
        leave(chat);
        tell(chat, "speaks", "alone");
      }
    });
};

/** Tells the other tabs. @param {any} chat @param {string} message */
export const say = (chat, message) => {
  /** @type {Tabs | undefined} */
  const tabs = chat.tabs;
  if (!tabs || tabs.over) return;
  tabs.channel.postMessage(message);
  remember(tabs, message);
  if (message.startsWith("resume\n")) look(chat, tabs);
};

/** Tells the tabs of another name, those of a visitor who was here before. @param {any} chat @param {{name: string, message: string}} told */
export const pass = (chat, { name, message }) => {
  const channel = new BroadcastChannel("parlor:" + name);
  channel.postMessage(message);
  channel.close();
};

const remember = (/** @type {Tabs} */ tabs, /** @type {string} */ message) => {
  if (message.startsWith("sse\nstart\n")) tabs.heard = [];
  if (message.startsWith("sse\n")) tabs.heard.push(message);
};

const hear = (/** @type {any} */ chat, /** @type {Tabs} */ tabs, /** @type {string} */ message) => {
  const kind = message.split("\n", 1)[0];
  if (/^(sse|pong|began|lost)$/.test(kind)) clearTimeout(tabs.timer);
  if (/^(ping|resume)$/.test(kind) && !(tabs.speaks && chat.handle)) return;
  remember(tabs, message);
  if (kind === "ping") return tabs.channel.postMessage("pong\n\n");
  // All of the running answer again: tabs that have it ignore it.
  if (kind === "resume") for (const one of tabs.heard) tabs.channel.postMessage(one);
  if (kind !== "pong") tell(chat, "heard", message);
};

/** When the speaking tab does not answer, takes its place. */
const look = (/** @type {any} */ chat, /** @type {Tabs} */ tabs) => {
  if (tabs.speaks || tabs.over) return;
  tabs.channel.postMessage("ping\n\n");
  clearTimeout(tabs.timer);
  tabs.timer = setTimeout(queue, patience, chat, tabs, { steal: true });
};
