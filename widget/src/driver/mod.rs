//! Runs what the chat wants done, and shows what changed.
//!
//! [`App`] is a small copyable handle: views read its signals and [`App::act`] on it. All of it is gone once the widget
//! is unmounted, so whatever comes late (a reply, a timer) finds nothing and does nothing.

mod answer;
mod requests;

use std::collections::HashMap;

use leptos::prelude::*;
use parlor_shared::{config::WidgetConfig, widget::InitReply};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::{
    chat::{Act, Announcement, Chat, Effect, Event, Key, Message, State, Summary},
    components::Canvas,
    hooks::{Keep, Timer, random_id},
    i18n::Texts,
    options::Options,
    transport::Api,
};
use answer::Connection;

/// Tells the page: a name and a detail.
pub(crate) type Emit = js_sys::Function;

/// What the frame shows besides the conversation.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct About {
    /// The owner's configuration.
    pub(crate) config: WidgetConfig,
    /// Who answers.
    pub(crate) agent: String,
    /// Suggestions for the first message.
    pub(crate) starters: Vec<String>,
    /// The server has spoken; before, these are the loader's words and defaults.
    pub(crate) settled: bool,
}

/// What a view may read and do.
#[derive(Clone, Copy)]
pub(crate) struct App {
    inner: StoredValue<Inner, LocalStorage>,
    /// The panel is shown.
    pub(crate) open: RwSignal<bool>,
    /// The keys of the rows, oldest first.
    pub(crate) rows: RwSignal<Vec<Key>>,
    /// Where the chat stands.
    pub(crate) summary: RwSignal<Summary>,
    /// The owner's settings.
    pub(crate) about: RwSignal<About>,
    /// What those who listen are told next.
    pub(crate) announcement: RwSignal<String>,
    /// Counts up with each thing the visitor says: the transcript then goes to its end.
    pub(crate) said: RwSignal<u32>,
    /// Whether to begin a new conversation is being asked.
    pub(crate) asking: RwSignal<bool>,
    /// The texts.
    pub(crate) texts: Texts,
}

struct Inner {
    chat: Chat,
    api: Api,
    options: Options,
    keep: Keep,
    emit: Emit,
    rows: HashMap<Key, ArcRwSignal<Message>>,
    canvases: HashMap<Key, Canvas>,
    connection: Option<Connection>,
    wait: Option<Timer>,
}

impl App {
    /// Nothing is sent or stored yet.
    pub(crate) fn new(options: Options, emit: Emit) -> Self {
        let config = WidgetConfig { title: options.title.clone(), ..WidgetConfig::default() };
        let inner = Inner {
            chat: Chat::default(),
            api: Api { host: options.host.clone(), token: String::new() },
            keep: Keep::new(&options.key),
            options,
            emit,
            rows: HashMap::new(),
            canvases: HashMap::new(),
            connection: None,
            wait: None,
        };
        Self {
            inner: StoredValue::new_local(inner),
            open: RwSignal::new(false),
            rows: RwSignal::default(),
            summary: RwSignal::new(Summary { empty: true, ..Summary::default() }),
            about: RwSignal::new(About { config, ..About::default() }),
            announcement: RwSignal::default(),
            said: RwSignal::default(),
            asking: RwSignal::new(false),
            texts: Texts::new(),
        }
    }

    /// The visitor says something.
    pub(crate) fn say(self, text: String) {
        self.act(Act::Send { text, client_id: random_id() });
        self.said.update(|count| *count += 1);
    }

    /// A new answer in place of the last one.
    pub(crate) fn regenerate(self) {
        self.act(Act::Regenerate { client_id: random_id() });
    }

    /// Try this row again.
    pub(crate) fn retry(self, key: Key) {
        self.act(Act::Retry { key, client_id: random_id() });
    }

    /// The text of a key, for a view to follow.
    pub(crate) fn t(self, key: &'static str) -> impl Fn() -> String + Copy + 'static {
        move || self.texts.get(key)
    }

    /// The visitor does something.
    pub(crate) fn act(self, act: Act) {
        self.handle(Event::Act(act));
    }

    /// Something happened.
    pub(crate) fn handle(self, event: Event) {
        let effects = self.inner.try_update_value(|inner| inner.chat.handle(event));
        for effect in effects.into_iter().flatten() {
            self.run(effect);
        }
    }

    /// Tells the page.
    pub(crate) fn tell(self, name: &str, detail: &JsValue) {
        let emit = self.inner.try_with_value(|inner| inner.emit.clone());
        if let Some(emit) = emit {
            // What the page's listeners throw is theirs.
            let _ = emit.call2(&JsValue::NULL, &JsValue::from_str(name), detail);
        }
    }

    /// The signal of one row.
    pub(crate) fn row(self, key: Key) -> Option<ArcRwSignal<Message>> {
        self.inner.try_with_value(|inner| inner.rows.get(&key).cloned()).flatten()
    }

    /// The widget's options.
    pub(crate) fn options(self) -> Options {
        self.inner.try_with_value(|inner| inner.options.clone()).unwrap_or_default()
    }

    /// Draws a row's document into `element` and keeps it up to date until [`App::detach`].
    pub(crate) fn attach(self, key: Key, element: &HtmlElement) {
        let texts = self.texts;
        self.inner.try_update_value(|inner| {
            let mut canvas = Canvas::new(element, &inner.api.host, texts);
            canvas.redraw(inner.chat.nodes(key));
            inner.canvases.insert(key, canvas);
        });
    }

    /// The row is gone.
    pub(crate) fn detach(self, key: Key) {
        self.inner.try_update_value(|inner| inner.canvases.remove(&key));
    }

    /// Closes connections and timers: nothing of ours happens any more.
    pub(crate) fn shut(self) {
        self.inner.try_update_value(|inner| {
            inner.connection = None;
            inner.wait = None;
        });
    }

    fn run(self, effect: Effect) {
        match effect {
            Effect::Init { fresh } => self.init(fresh),
            Effect::Post { ticket, client_id, text } => self.post(ticket, &client_id, text),
            Effect::Resume { ticket, id, after } => self.resume(ticket, &id, after),
            Effect::Regenerate { ticket, id, client_id } => self.ask_again(ticket, &id, &client_id),
            Effect::Abort => self.abort(),
            Effect::Wait { ticket, attempt, at_least } => self.wait(ticket, attempt, at_least),
            Effect::Stop(id) => self.request_stop(&id),
            Effect::Rate { key, id, value, reason } => self.rate(key, &id, value, reason),
            Effect::History { before } => self.history(before),
            Effect::Rows => self.show_rows(),
            Effect::Row(key) => self.show_row(key),
            Effect::Patch(key, patch) => self.draw(key, |canvas, _| canvas.apply(&patch)),
            Effect::Redraw(key) => self.draw(key, |canvas, chat| canvas.redraw(chat.nodes(key))),
            Effect::Summary => self.show_summary(),
            Effect::Announce(announcement) => self.announce(announcement),
            Effect::Tell(key) => self.tell_message(key),
            Effect::Fail(problem) => self.tell("error", &problem.text_key().into()),
        }
    }

    fn show_rows(self) {
        let keys = self.inner.try_update_value(|inner| {
            let Inner { chat, rows, .. } = inner;
            let keys: Vec<Key> = chat.rows().map(|message| message.key).collect();
            rows.retain(|key, _| keys.contains(key));
            for message in chat.rows() {
                rows.entry(message.key).or_insert_with(|| ArcRwSignal::new(message.clone()));
            }
            keys
        });
        if let Some(keys) = keys {
            self.rows.try_set(keys);
        }
    }

    fn show_row(self, key: Key) {
        let row = self.inner.try_with_value(|inner| {
            inner.rows.get(&key).cloned().zip(inner.chat.message(key).cloned())
        });
        if let Some((row, message)) = row.flatten() {
            row.set(message);
        }
    }

    fn draw(self, key: Key, draw: impl FnOnce(&mut Canvas, &Chat)) {
        self.inner.try_update_value(|inner| {
            if let Some(canvas) = inner.canvases.get_mut(&key) {
                draw(canvas, &inner.chat);
            }
        });
    }

    fn show_summary(self) {
        let summary = self.inner.try_with_value(|inner| inner.chat.summary());
        if let Some(summary) = summary.filter(|new| self.summary.try_get_untracked().is_some_and(|old| old != *new)) {
            self.summary.try_set(summary);
        }
    }

    /// What the session says about looks and language.
    fn settle(self, reply: &mut InitReply) {
        let options = self.options();
        let mut config = std::mem::take(&mut reply.config);
        if options.title_fixed || config.title.is_empty() {
            config.title = options.title;
        }
        config.powered_by &= reply.branding.powered_by;
        let about = About {
            config,
            agent: std::mem::take(&mut reply.agent.name),
            starters: std::mem::take(&mut reply.agent.starter_prompts),
            settled: true,
        };
        self.texts.set(std::mem::take(&mut reply.strings));
        self.about.try_set(about);
    }

    /// The name under which the agent speaks.
    pub(crate) fn agent_name(self) -> String {
        self.about.with(|about| if about.agent.is_empty() { about.config.title.clone() } else { about.agent.clone() })
    }

    fn announce(self, announcement: Announcement) {
        let text = match announcement {
            Announcement::Started => untrack(|| self.texts.fill("answer_started", "name", &self.agent_name())),
            Announcement::Failed(problem) => untrack(|| self.texts.get(problem.text_key())),
            Announcement::Finished(key) => self.heard_text(key),
        };
        self.announcement.try_set(text);
    }

    /// A finished answer as it is read aloud: what is drawn, without marks.
    fn heard_text(self, key: Key) -> String {
        let text = self.inner.try_with_value(|inner| inner.canvases.get(&key).and_then(Canvas::text));
        text.flatten().unwrap_or_default()
    }

    fn tell_message(self, key: Key) {
        let message = self.inner.try_with_value(|inner| inner.chat.message(key).cloned()).flatten();
        let Some(message) = message else { return };
        let detail = js_sys::Object::new();
        let role = if message.state == State::Sent { "user" } else { "agent" };
        let id = message.id.as_ref().map_or("", |id| id.as_str());
        for (name, value) in [("role", role), ("text", &message.text), ("id", id)] {
            // A plain object takes any property.
            let _ = js_sys::Reflect::set(&detail, &name.into(), &value.into());
        }
        self.tell("message", &detail);
    }
}
