// @ts-check
// What a page does before the visitor does: first words beside the launcher, the owner's rules. And how it tells of answers
// nobody has seen: a number, the page's title, a sound. Fetched by the loader for widgets that have one of these, and with
// the first unread answer.

const css = `@layer parlor{
.peek{position:fixed;z-index:2147483000;inset-block-end:calc(88px + env(safe-area-inset-bottom));inset-inline-end:20px;display:flex;align-items:flex-start;gap:4px;max-inline-size:min(300px,100vw - 40px);box-sizing:border-box;padding-block:10px;padding-inline:16px 8px;border-radius:min(16px,var(--parlor-radius,16px));background:light-dark(#fff,#1c1e24);color:light-dark(#1c1e24,#f2f3f5);box-shadow:0 0 0 1px #8883,0 12px 32px -8px #0006;cursor:pointer;opacity:0;translate:0 8px;transition:opacity .25s,translate .25s}
.left .peek{inset-inline:20px auto}.top .peek{inset-block:88px auto;translate:0 -8px}
.peek.shown{opacity:1;translate:none}
.root:not(.as-bubble) .peek{display:none}
.words{margin:0;padding-block:5px;white-space:pre-line;overflow-wrap:anywhere;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:8;overflow:hidden}
.shut{display:grid;place-items:center;flex:none;inline-size:30px;block-size:30px;padding:0;border:0;border-radius:8px;background:none;color:light-dark(#5d6370,#a2a8b4);cursor:pointer}
.shut:hover{background:#8882}
.shut:focus-visible{outline:2px solid currentColor}
.shut svg{inline-size:15px}
.badge{position:absolute;inset-block-start:-5px;inset-inline-end:-5px;min-inline-size:22px;block-size:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;background:#b3261e;color:#fff;box-shadow:0 0 0 2px light-dark(#fff,#17181c);font:600 12px/22px var(--parlor-font,system-ui,sans-serif);text-align:center;pointer-events:none}
.badge:empty,.open .badge{display:none}
.contrast .peek{box-shadow:0 0 0 2px}
@media (forced-colors:active){.peek,.badge{border:1px solid}}}`;

/** Ways to stop what is left running by a chat that is no longer there. @type {WeakMap<any, AbortController>} */
const running = new WeakMap();

/** Does for this chat what its configuration and its unread answers ask for. */
export const use = (/** @type {any} */ chat) => {
  // In a frame, the page around it does it.
  if (chat.hasAttribute("framed")) return;
  running.get(chat)?.abort();
  const stop = new AbortController();
  running.set(chat, stop);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  chat.shadowRoot.adoptedStyleSheets.push(sheet);
  tell(chat, stop.signal);
  if (chat.config.outreach) offer(chat, chat.config.outreach, stop);
};

/**
 * What is known of the visitor when it is asked whether a rule is reached.
 *
 * @typedef {{ url: string, seconds: number, idle: number, percent: number, clicks: number, pages: number, visits: number, leaving: boolean }} Seen
 */

/**
 * The engagement score, 0 to 100, as the server counts it: 2 points for every 5 percent of the page seen (at most 40), one
 * for every 3 seconds (30), 5 for a click (20), 5 for a page (10).
 *
 * @param {Pick<Seen, "percent" | "seconds" | "clicks" | "pages">} seen
 */
export const score = ({ percent, seconds, clicks, pages }) =>
  Math.floor((Math.min(percent, 100) * 2) / 5) + Math.min(Math.floor(seconds / 3), 30) + Math.min(clicks, 4) * 5 + Math.min(pages, 2) * 5;

/**
 * Whether a rule is reached.
 *
 * @param {any} rule
 * @param {Seen} seen
 */
export const reached = ({ trigger, value, url_contains: part }, seen) => {
  if (part ? !seen.url.includes(part) : trigger === "url") return false;
  switch (trigger) {
    case "time": return seen.seconds >= value;
    case "scroll": return seen.percent >= value;
    case "idle": return seen.idle >= value;
    case "engagement": return score(seen) >= value;
    case "return_visit": return seen.visits >= Math.max(value, 1);
    case "exit_intent": return seen.leaving;
    default: return trigger === "url";
  }
};

/** A shelf of the browser's, where that is allowed. @param {"localStorage" | "sessionStorage"} name */
const shelf = (name) => {
  try {
    return window[name];
  } catch {
    return undefined;
  }
};

/** First words and rules, until the visitor opens the chat or sends them away: then no more on this page. */
const offer = (/** @type {any} */ chat, /** @type {any} */ { peek, rules }, /** @type {AbortController} */ stop) => {
  const watching = new AbortController();
  const session = shelf("sessionStorage");
  const name = `parlor:${chat.key}:said`;
  /** What this visitor has opened or sent away before, in this tab. @type {string[]} */
  const said = JSON.parse(session?.getItem(name) || "[]");
  /** @type {{ rule?: any, leave: () => void } | undefined} */
  let shown;
  const end = () => {
    if (!shown) return;
    const { rule, leave } = shown;
    shown = undefined;
    leave();
    watching.abort();
    if (!rule || rule.once)
      try {
        session?.setItem(name, JSON.stringify([...said, rule?.id ?? ""]));
      } catch {}
    return rule;
  };
  const show = (/** @type {string} */ words, /** @type {any} */ rule) => {
    shown?.leave();
    shown = { rule, leave: bubble(chat, words, end) };
  };
  stop.signal.addEventListener("abort", () => watching.abort());
  chat.addEventListener("parlor:open", () => {
    const rule = end();
    watching.abort();
    if (rule) chat.ask("offer", JSON.stringify({ rule: rule.id, text: rule.message }));
  }, { signal: stop.signal });
  if (chat.isOpen || chat.shape !== "bubble") return;
  if (peek && !said.includes("")) show(peek, undefined);
  const waiting = rules.filter((/** @type {any} */ rule) => !said.includes(rule.id));
  if (waiting.length)
    watch(chat, stop, watching.signal, waiting, (seen) => {
      // One rule at a time; the first of those that are reached, in the owner's order.
      const rule = !shown?.rule && waiting.find((/** @type {any} */ rule) => reached(rule, seen));
      if (rule) show(rule.message, rule);
    });
};

/**
 * Watches the visitor, and tells what is known of them whenever that changes, and every second.
 *
 * @param {any} chat
 * @param {AbortController} stop
 * @param {AbortSignal} signal
 * @param {any[]} rules
 * @param {(seen: Seen) => void} look
 */
const watch = (chat, stop, signal, rules, look) => {
  const root = chat.root;
  const visits = rules.some((rule) => rule.trigger === "return_visit") ? earlierVisits(chat, stop.signal) : 0;
  const begun = performance.now();
  let [active, percent, clicks, pages, page] = [begun, 0, 0, 1, location.pathname];
  const report = (leaving = false) => {
    if (chat.root !== root) return stop.abort();
    if (document.hidden) return;
    if (page !== location.pathname) [page, pages] = [location.pathname, pages + 1];
    const [seconds, idle] = [begun, active].map((from) => (performance.now() - from) / 1000);
    look({ url: location.href, seconds, idle, percent, clicks, pages, visits, leaving });
  };
  const options = { signal, passive: true, capture: true };
  for (const name of ["pointermove", "pointerdown", "keydown", "scroll", "touchstart"])
    addEventListener(name, () => (active = performance.now()), options);
  addEventListener("scroll", () => {
    percent = Math.max(percent, Math.round((100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight));
    report();
  }, options);
  addEventListener("click", () => (clicks++, report()), options);
  document.addEventListener("mouseout", (event) => event.relatedTarget || event.clientY > 0 || report(true), options);
  const timer = setInterval(report, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
  report();
};

/**
 * How often the visitor was here before, counted in their browser. Counting begins when they first open the chat: before
 * that nothing is kept.
 *
 * @param {any} chat
 * @param {AbortSignal} signal
 */
const earlierVisits = (chat, signal) => {
  const [kept, session] = [shelf("localStorage"), shelf("sessionStorage")];
  const name = `parlor:${chat.key}:visits`;
  try {
    const known = kept?.getItem(name) ?? null;
    chat.addEventListener("parlor:open", () => {
      try {
        if (known === null) kept?.setItem(name, "0");
        session?.setItem(name, "1");
      } catch {}
    }, { signal, once: true });
    if (known === null) return 0;
    if (session?.getItem(name)) return Number(known);
    session?.setItem(name, "1");
    kept?.setItem(name, String(Number(known) + 1));
    return Number(known) + 1;
  } catch {
    return 0;
  }
};

/**
 * Words beside the launcher: a press on them opens the chat, a cross or Escape sends them away. Never takes the focus; those
 * who listen are told.
 *
 * @param {any} chat
 * @param {string} words
 * @param {() => void} dismissed
 * @returns {() => void} takes it away
 */
const bubble = (chat, words, dismissed) => {
  const gone = new AbortController();
  const [box, text, shut] = ["div", "p", "button"].map((tag) => document.createElement(tag));
  box.className = "peek";
  box.setAttribute("part", "peek");
  text.className = "words";
  text.setAttribute("aria-live", "polite");
  text.dir = "auto";
  shut.className = "shut";
  shut.setAttribute("type", "button");
  shut.ariaLabel = chat.text("dismiss", "Dismiss this message");
  const cross = chat.launcher.querySelector(".x").cloneNode(true);
  cross.removeAttribute("class");
  shut.append(cross);
  box.append(text, shut);
  const send = () => {
    const inside = box.contains(chat.shadowRoot.activeElement);
    dismissed();
    if (inside) chat.launcher.focus();
  };
  box.onclick = () => chat.open();
  shut.onclick = (event) => (event.stopPropagation(), send());
  addEventListener("keydown", (event) => {
    if (!box.isConnected) gone.abort();
    else if (event.key === "Escape") send();
  }, { signal: gone.signal });
  chat.launcher.before(box);
  // What is to be read aloud must come into a place that is already there.
  setTimeout(() => ((text.textContent = words), box.classList.add("shown")), 60);
  return () => (gone.abort(), box.remove());
};

/** How many answers each chat of the page has that nobody has seen. @type {Map<any, number>} */
const unread = new Map();
/** The page's own title, while ours stands in for it. @type {{ own: string, ours: string } | undefined} */
let title;

/** While the page is not looked at, its title tells. What the page makes of its title meanwhile is the page's. */
const retitle = () => {
  let count = 0;
  for (const [chat, more] of unread) if (!chat.root) unread.delete(chat);
    else if (document.hidden && chat.config.title_note !== false) count += more;
  if (title && document.title !== title.ours) title = undefined;
  const own = title?.own ?? document.title;
  if (count) document.title = (title = { own, ours: `(${count}) ${own}` }).ours;
  else if (title) [document.title, title] = [own, undefined];
};
document.addEventListener("visibilitychange", retitle);

/** A number at the launcher, also in its name; the title; the sound. */
const tell = (/** @type {any} */ chat, /** @type {AbortSignal} */ signal) => {
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.setAttribute("part", "badge");
  badge.ariaHidden = "true";
  chat.launcher.append(badge);
  const show = (/** @type {{ count: number, sound: boolean }} */ { count, sound }) => {
    unread.set(chat, count);
    badge.textContent = count > 9 ? "9+" : String(count || "");
    chat.note = count ? ". " + chat.text("unread", "Unread messages: {count}").replace("{count}", count) : "";
    chat.paint();
    retitle();
    if (count && sound) chime();
  };
  chat.addEventListener("parlor:unread", (/** @type {CustomEvent} */ event) => show(event.detail), { signal });
  // Switching it on is heard, and is the gesture browsers wait for.
  chat.addEventListener("parlor:sound", (/** @type {CustomEvent} */ event) => event.detail && chime(), { signal });
  if (chat.unread) show(chat.unread);
};

/** @type {AudioContext | undefined} */
let speaker;

/** Two soft tones. Silent before the visitor has touched the page, which browsers want. */
const chime = () => {
  if (navigator.userActivation?.hasBeenActive === false || !window.AudioContext) return;
  speaker ??= new AudioContext();
  for (const [pitch, after] of [[660, 0], [880, 0.13]]) {
    const [tone, volume] = [speaker.createOscillator(), speaker.createGain()];
    const at = speaker.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.linearRampToValueAtTime(0.09, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.28);
    tone.connect(volume).connect(speaker.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }
};
