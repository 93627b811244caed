// @ts-check
// Speaking instead of typing, and hearing instead of reading: fetched when a visitor first asks for one of them. What is
// said goes into the draft; it is the visitor who sends it.

/**
 * What the visitor asked for.
 *
 * @typedef {object} VoiceRequest
 * @property {"listen" | "speak" | "aloud"} what
 * @property {HTMLElement} button the one that was pressed
 * @property {string} id of the message to be read
 * @property {boolean} hears the server can write down recordings
 * @property {boolean} speaks the server can read aloud
 * @property {string} token
 * @property {string} language
 * @property {Record<string, string>} texts
 */

/** The longest a visitor may speak, in seconds. */
const LONGEST = 120;
/** From this level on (of 1) somebody speaks. */
const AUDIBLE = 0.01;

const css = `@layer parlor{
.voice{position:absolute;inset:0;z-index:1;display:flex;align-items:center;gap:8px;padding:inherit;border-radius:inherit;background:var(--raised)}
.voice p{flex:1;min-inline-size:0;max-block-size:100%;overflow-y:auto;font-size:14px;line-height:1.4}
.voice p:empty{display:none}
.wave{flex:none;display:flex;align-items:center;gap:3px;block-size:24px;color:var(--accent)}
.wave i{inline-size:3px;block-size:calc(4px + 20px*min(1,var(--level,0)*var(--much)));border-radius:2px;background:currentColor;transition:block-size .1s}
.wave.deaf i{animation:bob 1.2s ease-in-out infinite;block-size:14px}
.wave i:nth-child(2),.wave i:nth-child(4){animation-delay:.15s}.wave i:nth-child(3){animation-delay:.3s}
.clock{color:var(--muted);font-size:13px;font-variant-numeric:tabular-nums}
.voice.failed p{color:var(--danger);flex-basis:auto}
.composer:has(.voice.failed){min-block-size:64px}
}`;

/** @type {WeakMap<any, {stop?: () => void, hush?: () => void, spoken?: Element, aloud?: boolean}>} */
const known = new WeakMap();
/** @type {AudioContext | undefined} */
let sound;

/** Does what the visitor asked for. */
export const use = (/** @type {any} */ chat, /** @type {VoiceRequest} */ request) => {
  const now = known.get(chat) || begin(chat);
  if (request.what === "aloud") {
    now.aloud = !now.aloud;
    request.button.ariaPressed = String(now.aloud);
    if (request.speaks) context();
    if (!now.aloud) now.hush?.();
  } else if (request.what === "speak") {
    const again = now.spoken === request.button;
    now.hush?.();
    if (!again) speak(now, chat, request);
  } else {
    now.hush?.();
    listen(now, chat, request);
  }
};

/** From the first request on: silence when the visitor types or closes, and the next answer aloud where that is wished. */
const begin = (/** @type {any} */ chat) => {
  /** @type {{stop?: () => void, hush?: () => void, spoken?: Element, aloud?: boolean}} */
  const now = {};
  known.set(chat, now);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  chat.shadowRoot.adoptedStyleSheets.push(sheet);
  chat.shadowRoot.addEventListener("input", () => now.hush?.());
  chat.addEventListener("parlor:close", () => (now.hush?.(), now.stop?.()));
  chat.addEventListener("parlor:message", (/** @type {CustomEvent} */ event) => {
    if (event.detail.role === "user") now.hush?.();
    else if (now.aloud) aloud(chat, event.detail.id);
  });
  return now;
};

/** The answer's own button knows what to say; it is drawn in a moment. */
const aloud = (/** @type {any} */ chat, /** @type {string} */ id, tries = 40) => {
  const hear = chat.shadowRoot.querySelector(`.hear[data-id="${CSS.escape(id)}"]`);
  if (hear) hear.click();
  else if (tries) setTimeout(() => aloud(chat, id, tries - 1), 50);
};

/** @param {string} tag @param {Record<string, string>} attributes @param {...Node} children */
const make = (tag, attributes, ...children) => {
  const svg = /svg|path/.test(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return /** @type {HTMLElement} */ (element);
};

const button = (/** @type {string} */ kind, /** @type {string} */ name, /** @type {string} */ d, /** @type {() => void} */ press) => {
  const made = make("button", { type: "button", class: kind, "aria-label": name, title: name }, make("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d })));
  made.onclick = press;
  return made;
};

/** One press of the microphone: a bar over the composer until there are words, or the visitor has had enough. */
const listen = (/** @type {any} */ now, /** @type {any} */ chat, /** @type {VoiceRequest} */ request) => {
  const { texts } = request;
  const composer = chat.shadowRoot.querySelector(".composer");
  const field = composer.querySelector("textarea");
  now.stop?.();
  const said = make("p", {});
  const wave = make("span", { class: "wave", "aria-hidden": "true" }, ...[0.5, 0.8, 1, 0.8, 0.5].map((much) => {
    const line = make("i", {});
    line.style.setProperty("--much", String(much * 5));
    return line;
  }));
  const clock = make("span", { class: "clock", "aria-hidden": "true" });
  const status = make("span", { class: "hidden", role: "status" });
  const cancel = button("tool", texts.cancel, "M6 6l12 12M18 6L6 18", () => close());
  const done = button("send", texts.voice_done, "M5 12.5 10 17.5 19.5 7", () => finish());
  const bar = make("div", { class: "voice", part: "voice", role: "group", "aria-label": texts.voice_start }, cancel, wave, said, clock, status, done);
  const away = new AbortController();
  const began = Date.now();
  let [finish, loudest, over] = [() => {}, 0, false];

  /** Everything that was under the bar comes back; what listened ends. */
  const close = () => {
    if (over) return;
    over = true;
    now.stop = undefined;
    away.abort();
    clearInterval(tick);
    for (const other of composer.children) other.inert = false;
    bar.remove();
    if (chat.isOpen) field.focus();
  };
  const show = (/** @type {string} */ text) => {
    status.textContent = said.textContent = text;
  };
  const fail = (/** @type {string} */ name) => {
    if (over) return;
    away.abort();
    clearInterval(tick);
    wave.remove();
    clock.remove();
    bar.classList.add("failed");
    said.setAttribute("role", "alert");
    show(texts[navigator.onLine ? name : "error_network"]);
    status.textContent = "";
    const again = button("send", texts.try_again, "M20 11a8 8 0 1 0-2.3 6.2M20 4.5V11h-6.5", () => (close(), listen(now, chat, request)));
    done.remove();
    bar.append(again);
    again.focus();
  };
  const give = (/** @type {string} */ text) => {
    if (over) return;
    if (!text.trim()) return fail("voice_nothing");
    field.value = [field.value.trim(), text.trim()].filter(Boolean).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  const tick = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (!bar.isConnected) close();
    else if (seconds >= LONGEST) finish();
  }, 200);
  const level = (/** @type {number} */ loud) => {
    loudest = Math.max(loudest, loud);
    wave.style.setProperty("--level", loud.toFixed(3));
  };
  const working = () => {
    done.remove();
    clock.remove();
    wave.classList.add("deaf");
    show(texts.voice_working);
    cancel.focus();
  };

  bar.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  for (const other of composer.children) other.inert = true;
  composer.append(bar);
  now.stop = close;
  show(texts.voice_listening);
  done.focus();

  const page = /** @type {any} */ (window);
  const Recognition = page.SpeechRecognition || page.webkitSpeechRecognition;
  const recording = () => record({ request, host: chat.host, signal: away.signal, level, working, give, fail, heard: () => loudest > AUDIBLE, onFinish: (/** @type {() => void} */ end) => (finish = end) });
  if (!Recognition) return recording();
  wave.classList.add("deaf");
  recognise(Recognition, {
    request,
    signal: away.signal,
    show: (/** @type {string} */ text) => (said.textContent = text),
    give,
    fail,
    onFinish: (/** @type {() => void} */ end) => (finish = end),
    // The browser has the words for it but not the means: the server may.
    instead: () => (wave.classList.remove("deaf"), recording()),
  });
};

/** By the browser's own recognition; the words appear while they are spoken. */
const recognise = (/** @type {any} */ Recognition, /** @type {any} */ { request, signal, show, give, fail, onFinish, instead }) => {
  const ear = new Recognition();
  let [words, wrong] = ["", ""];
  Object.assign(ear, { lang: request.language, interimResults: true, continuous: true });
  ear.onresult = (/** @type {any} */ event) => show((words = [...event.results].map((result) => result[0].transcript.trim()).join(" ")));
  ear.onerror = (/** @type {any} */ event) => (wrong = event.error);
  ear.onend = () => {
    if (signal.aborted) return;
    if (words || !wrong) return give(words);
    if (request.hears && /^(network|audio-capture|service-not-allowed|language-not-supported)$/.test(wrong)) return instead();
    fail({ "not-allowed": "voice_denied", "service-not-allowed": "voice_denied", "audio-capture": "voice_no_microphone", "no-speech": "voice_nothing", network: "error_network" }[wrong] || "voice_failed");
  };
  signal.addEventListener("abort", () => ear.abort());
  onFinish(() => ear.stop());
  try {
    ear.start();
  } catch {
    fail("voice_failed");
  }
};

/** By recording, and the server. */
const record = async (/** @type {any} */ { request, host, signal, level, working, give, fail, heard, onFinish }) => {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const meter = new AudioContext();
    const release = () => {
      for (const track of stream.getTracks()) track.stop();
      if (meter.state !== "closed") meter.close();
    };
    if (signal.aborted) return release();
    signal.addEventListener("abort", release);
    const mimeType = ["audio/webm", "audio/mp4", "audio/ogg"].find((kind) => MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32000 });
    /** @type {Blob[]} */
    const pieces = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.start();
    watch(meter, stream, level, signal);
    await new Promise((end) => (onFinish(end), signal.addEventListener("abort", end)));
    if (signal.aborted) return;
    await new Promise((end) => ((recorder.onstop = end), recorder.stop()));
    release();
    if (!heard()) return fail("voice_nothing");
    working();
    const body = new Blob(pieces, { type: mimeType });
    const headers = { authorization: "Bearer " + request.token, "content-type": mimeType || "audio/webm" };
    const reply = await fetch(host + "/v1/widget/voice/transcribe", { method: "POST", credentials: "omit", headers, body, signal });
    if (!reply.ok) return fail(reply.status === 429 ? "error_limited" : "voice_failed");
    give((await reply.json()).data.text);
  } catch (error) {
    const name = /** @type {any} */ (error)?.name;
    if (!signal.aborted) fail({ NotAllowedError: "voice_denied", NotFoundError: "voice_no_microphone" }[name] || "voice_failed");
  }
};

/** How loud it is, ten times a second. */
const watch = (/** @type {AudioContext} */ meter, /** @type {MediaStream} */ stream, /** @type {(loud: number) => void} */ level, /** @type {AbortSignal} */ signal) => {
  const analyser = meter.createAnalyser();
  meter.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const look = () => {
    if (signal.aborted || meter.state === "closed") return clearInterval(timer);
    analyser.getFloatTimeDomainData(samples);
    level(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
  };
  const timer = setInterval(look, 100);
};

/** Where sound comes out. Made while a press is fresh: later, browsers would not let it be heard. */
const context = () => {
  sound ??= new AudioContext();
  sound.resume();
  return sound;
};

/** Reads an answer aloud until it ends, or somebody wants silence. */
const speak = async (/** @type {any} */ now, /** @type {any} */ chat, /** @type {VoiceRequest} */ request) => {
  const away = new AbortController();
  now.spoken = request.button;
  request.button.ariaPressed = "true";
  // A row that is gone is not read on.
  const look = setInterval(() => request.button.isConnected || now.hush?.(), 500);
  const hush = (now.hush = () => {
    away.abort();
    clearInterval(look);
    request.button.ariaPressed = "false";
    now.hush = now.spoken = undefined;
  });
  const ended = () => now.hush === hush && hush();
  if (request.speaks)
    try {
      return await play(chat.host, request, away.signal, ended);
    } catch {
      if (away.signal.aborted) return;
    }
  utter(words(request.button), request.language, away.signal, ended);
};

/** With the server's voice. */
const play = async (/** @type {string} */ host, /** @type {VoiceRequest} */ { token, id }, /** @type {AbortSignal} */ signal, /** @type {() => void} */ ended) => {
  const out = context();
  const headers = { authorization: "Bearer " + token, "content-type": "application/json" };
  const reply = await fetch(host + "/v1/widget/voice/speak", { method: "POST", credentials: "omit", headers, body: JSON.stringify({ message_id: id }), signal });
  if (!reply.ok) throw reply.status;
  const source = out.createBufferSource();
  source.buffer = await out.decodeAudioData(await reply.arrayBuffer());
  if (signal.aborted) return;
  source.connect(out.destination);
  source.onended = ended;
  signal.addEventListener("abort", () => source.stop());
  source.start();
};

/** With the browser's voice, a sentence at a time: some browsers fall silent in long ones. */
const utter = (/** @type {string} */ text, /** @type {string} */ language, /** @type {AbortSignal} */ signal, /** @type {() => void} */ ended) => {
  const sentences = text.match(/[^.!?。！？।\n]+[.!?。！？।]*\s*/g) || [];
  if (!window.speechSynthesis || !sentences.length) return ended();
  speechSynthesis.cancel();
  signal.addEventListener("abort", () => speechSynthesis.cancel());
  sentences.forEach((sentence, at) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = language;
    utterance.onerror = ended;
    if (at === sentences.length - 1) utterance.onend = ended;
    speechSynthesis.speak(utterance);
  });
};

/** The words of the answer a button belongs to, without code. */
const words = (/** @type {HTMLElement} */ button) => {
  const copy = /** @type {HTMLElement} */ (button.closest(".row")?.querySelector(".content")?.cloneNode(true));
  for (const silent of copy.querySelectorAll(".codeblock, math")) silent.remove();
  for (const block of copy.querySelectorAll("p, h3, h4, h5, h6, li, td, th")) block.append("\n");
  return copy.textContent || "";
};
