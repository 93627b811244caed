//! Runs what the chat wants done, and shows what changed.
//!
//! [`App`] is a small copyable handle: views read its signals and [`App::act`] on it. All of it is gone once the widget
//! is unmounted, so whatever comes late (a reply, a timer) finds nothing and does nothing.

mod answer;
mod attention;
mod beside;
mod files;
mod identity;
mod page;
mod requests;
mod session;
mod tabs;
mod unsent;
mod verbose;
mod voice;

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::prelude::*;
use parlor_shared::{config::WidgetConfig, widget::Role};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::{
    chat::{Act, Announcement, Chat, Effect, Event, HIDDEN, Key, Message, State, Summary},
    components::Canvas,
    hooks::{Keep, Timer, local_number, random_id},
    i18n::Texts,
    options::Options,
    transport::{Api, Opened, texts},
};
use answer::Connection;
pub(crate) use files::Shown;
use files::with_files;
use page::Lent;
use tabs::Tabs;
use unsent::Unsent;

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
    /// Which files are taken: JSON; empty for none.
    pub(crate) rules: String,
    /// The language of dates and numbers (BCP 47).
    pub(crate) language: String,
}

/// What a view may read and do.
#[derive(Clone, Copy)]
pub(crate) struct App {
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
    /// The panel is shown.
    pub(crate) open: RwSignal<bool>,
    /// The keys of the rows, oldest first.
    pub(crate) rows: RwSignal<Vec<Key>>,
    /// Where the chat stands.
    pub(crate) summary: RwSignal<Summary>,
    /// The owner's settings.
    pub(crate) about: RwSignal<Arc<About>>,
    /// What those who listen are told next.
    pub(crate) announcement: RwSignal<String>,
    /// Counts up with each thing the visitor says: the transcript then goes to its end.
    pub(crate) said: RwSignal<u32>,
    /// The files that go with the next message: JSON as in [`Message::files`].
    pub(crate) files: RwSignal<String>,
    /// More are on their way to the server.
    pub(crate) sending: RwSignal<bool>,
    /// The panel is large.
    pub(crate) large: RwSignal<bool>,
    /// It is part of the page.
    pub(crate) inline: RwSignal<bool>,
    /// What is being written.
    pub(crate) draft: RwSignal<String>,
    /// The visitor wants to hear answers they do not see.
    pub(crate) sound: RwSignal<bool>,
    /// The texts.
    pub(crate) texts: Texts,
}

struct Inner {
    chat: Chat,
    api: Api,
    options: Options,
    keep: Keep,
    keep_sound: Keep,
    /// Answers the visitor has not seen.
    unread: u32,
    emit: Emit,
    rows: Vec<(Key, ArcRwSignal<Arc<Message>>)>,
    canvases: Vec<(Key, Canvas)>,
    connection: Option<Connection>,
    /// The connections of answers that have ended.
    closing: Vec<Connection>,
    wait: Option<Timer>,
    lent: Lent,
    tabs: Tabs,
    /// The conversation the token is good for; empty before the first session.
    conversation: String,
    /// The token of the owner's server; empty for a visitor whom it does not name.
    user: String,
    unsent: Unsent,
    /// When the session ends.
    ending: Option<Timer>,
    /// The server's texts, for scripts: an object.
    strings: JsValue,
}

impl Inner {
    fn row(&self, key: Key) -> Option<ArcRwSignal<Arc<Message>>> {
        self.rows.iter().find(|(other, _)| *other == key).map(|(_, row)| row.clone())
    }
}

impl App {
    /// Nothing is sent or stored yet.
    pub(crate) fn new(options: Options, emit: Emit) -> Self {
        let (title, intro) = (options.title.clone(), options.intro.clone());
        let config = WidgetConfig { title, intro, ..WidgetConfig::default() };
        let inline = options.layout == "inline";
        let texts = Texts::new();
        texts.set(options.strings.clone());
        let inner = Inner {
            chat: Chat::default(),
            api: Api { host: options.host.clone(), token: String::new() },
            keep: Keep::new(&options.key),
            keep_sound: Keep::new(&[&options.key, ":sound"].concat()),
            unread: 0,
            emit,
            rows: Vec::new(),
            canvases: Vec::new(),
            connection: None,
            closing: Vec::new(),
            wait: None,
            lent: Lent::default(),
            tabs: Tabs::default(),
            conversation: String::new(),
            user: options.user.clone().unwrap_or_default(),
            unsent: Unsent::default(),
            ending: None,
            strings: JsValue::UNDEFINED,
            options,
        };
        Self {
            inner: StoredValue::new_local(Rc::new(RefCell::new(inner))),
            open: RwSignal::new(false),
            large: RwSignal::new(false),
            inline: RwSignal::new(inline),
            rows: RwSignal::default(),
            summary: RwSignal::new(Summary { empty: true, ..Summary::default() }),
            about: RwSignal::new(Arc::new(About { config, ..About::default() })),
            announcement: RwSignal::default(),
            said: RwSignal::default(),
            files: RwSignal::default(),
            sending: RwSignal::new(false),
            draft: RwSignal::default(),
            sound: RwSignal::new(false),
            texts,
        }
    }

    /// The driver's state; there is one copy of the code that finds it.
    #[inline(never)]
    fn state(self) -> Option<Rc<RefCell<Inner>>> {
        self.inner.try_get_value()
    }

    /// Reads the driver's state; `None` once the widget is gone.
    fn read<T>(self, read: impl FnOnce(&Inner) -> T) -> Option<T> {
        Some(read(&self.state()?.borrow()))
    }

    /// Changes it; `None` once the widget is gone. Nothing that comes back to us may be called meanwhile.
    fn update<T>(self, change: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        Some(change(&mut self.state()?.borrow_mut()))
    }

    /// The visitor says something, and sends the files they have chosen; `false` when the page does not let them.
    pub(crate) fn say(self, text: &str) -> bool {
        self.say_so(text, false)
    }

    /// The same, shown in the transcript or not.
    pub(crate) fn say_so(self, text: &str, hidden: bool) -> bool {
        let how = if hidden { "hidden" } else { "shown" };
        let Some(text) = self.permit("before-send", &[("text", text), ("how", how)]) else { return false };
        let client_id = [if hidden { HIDDEN } else { "" }, &random_id()].concat();
        let files = if hidden { String::new() } else { self.take_files() };
        self.call_out("said", &client_id, &with_files(&files, &text));
        self.act(Act::Send { text, files, client_id });
        self.said.update(|count| *count += 1);
        true
    }

    /// A new answer in place of the last one.
    pub(crate) fn regenerate(self) {
        let client_id = random_id();
        if self.leader() {
            self.act(Act::Regenerate { client_id });
        } else {
            self.call_out("redo", &client_id, "");
        }
    }

    /// Try this row again.
    pub(crate) fn retry(self, key: Key) {
        let said = self.read(|inner| inner.chat.message(key).cloned()).flatten();
        match said.filter(|message| message.role == Role::User) {
            Some(message) => {
                self.call_out("said", &message.client_id, &with_files(&message.files, &message.text));
                self.act(Act::Retry { key, client_id: String::new() });
            }
            None if self.leader() => self.act(Act::Retry { key, client_id: random_id() }),
            None => self.regenerate(),
        }
    }

    /// A text with a number in it, as the language writes numbers.
    pub(crate) fn count(self, key: &'static str, count: usize) -> String {
        self.texts.fill(key, "count", &local_number(count, &self.about.get().language))
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
        self.log_event(&event);
        let effects = self.update(|inner| inner.chat.handle(event));
        for effect in effects.into_iter().flatten() {
            self.log_effect(&effect);
            self.run(effect);
        }
    }

    /// Tells the page; returns what the loader makes of it.
    pub(crate) fn tell(self, name: &str, detail: &JsValue) -> JsValue {
        let emit = self.read(|inner| inner.emit.clone());
        // What the page's listeners throw is theirs.
        let told = emit.map(|emit| emit.call2(&JsValue::NULL, &JsValue::from_str(name), detail));
        told.and_then(Result::ok).unwrap_or_default()
    }

    /// The signal of one row.
    pub(crate) fn row(self, key: Key) -> Option<ArcRwSignal<Arc<Message>>> {
        self.read(|inner| inner.row(key)).flatten()
    }

    /// The widget's options.
    pub(crate) fn options(self) -> Options {
        self.read(|inner| inner.options.clone()).unwrap_or_default()
    }

    /// Draws a row's document into `element` and keeps it up to date until [`App::detach`].
    pub(crate) fn attach(self, key: Key, element: &HtmlElement) {
        let texts = self.texts;
        let math = self.about.try_with_untracked(|about| about.config.math).unwrap_or_default();
        self.update(|inner| {
            let mut canvas = Canvas::new(element, &inner.api.host, texts, math);
            canvas.redraw(inner.chat.nodes(key));
            inner.canvases.push((key, canvas));
        });
    }

    /// The row is gone.
    pub(crate) fn detach(self, key: Key) {
        self.update(|inner| inner.canvases.retain(|(other, _)| *other != key));
    }

    /// Closes connections and timers: nothing of ours happens any more.
    pub(crate) fn shut(self) {
        self.leave_tabs();
        self.update(|inner| {
            inner.connection = None;
            inner.wait = None;
            inner.lent = Lent::default();
            inner.ending = None;
        });
    }

    fn run(self, effect: Effect) {
        match effect {
            Effect::Init { fresh } => {
                if fresh {
                    self.tell("restart", &JsValue::UNDEFINED);
                }
                self.init(fresh);
            }
            // The page's tools are used by the tab that asks the server.
            Effect::Call(call) if self.leader() => self.call_page(call),
            Effect::Post { ticket, client_id, text, files, form } if self.leader() => {
                self.call_out("began", &client_id, &with_files(&files, &text));
                self.post(ticket, &client_id, text, &files, &form);
            }
            Effect::Resume { ticket, id, after } if self.leader() => self.resume(ticket, &id, after),
            Effect::Regenerate { ticket, id, client_id } if self.leader() => {
                self.call_out("again", id.as_str(), &client_id);
                self.ask_again(ticket, &id, &client_id);
            }
            Effect::Resume { id, .. } => self.call_out("resume", id.as_str(), ""),
            // Another tab does it, and we hear what comes of it.
            Effect::Post { .. } | Effect::Regenerate { .. } | Effect::Call(_) => {}
            Effect::Lost(failure) => {
                if self.leader() {
                    self.call_out("lost", failure.problem.text_key(), "");
                }
            }
            Effect::Abort => self.abort(),
            Effect::End => self.end(),
            Effect::Wait { ticket, attempt, at_least } => self.wait(ticket, attempt, at_least),
            Effect::Stop(id) => self.request_stop(&id),
            Effect::Rate { key, id, judgement } => self.rate(key, &id, judgement),
            Effect::Lead(lead) => self.leave(&lead),
            Effect::TellLead(lead) => _ = self.tell("forms:left", &lead.into()),
            Effect::Speak { rule } => self.speak(rule),
            Effect::Unfurl { key, id, url } => self.unfurl(key, &id, url),
            Effect::History { before } => self.history(before),
            Effect::Rows => {
                self.show_rows();
                self.keep_unsent();
            }
            Effect::Row(key) => self.show_row(key),
            Effect::Patch(key, patch) => self.draw(key, |canvas, _| canvas.apply(&patch)),
            Effect::Redraw(key) => self.draw(key, |canvas, chat| canvas.redraw(chat.nodes(key))),
            Effect::Summary => self.show_summary(),
            Effect::Announce(announcement) => self.announce(announcement),
            Effect::Tell(key) => {
                self.keep_unsent();
                self.end_after(self.about.try_get_untracked().map_or(0, |about| about.config.session_seconds));
                self.tell_message(key);
            }
            Effect::Fail(problem) => _ = self.tell("error", &problem.text_key().into()),
        }
    }

    fn show_rows(self) {
        let keys = self.update(|inner| {
            let Inner { chat, rows, .. } = inner;
            let keys: Vec<Key> = chat.rows().map(|message| message.key).collect();
            rows.retain(|(key, _)| keys.contains(key));
            for message in chat.rows() {
                if rows.iter().all(|(key, _)| *key != message.key) {
                    rows.push((message.key, ArcRwSignal::new(Arc::new(message.clone()))));
                }
            }
            keys
        });
        if let Some(keys) = keys {
            self.rows.try_set(keys);
        }
    }

    fn show_row(self, key: Key) {
        let row = self.read(|inner| inner.row(key).zip(inner.chat.message(key).cloned()));
        if let Some((row, message)) = row.flatten() {
            let before = row.get_untracked();
            self.tell_progress(&before, &message);
            row.set(Arc::new(message));
        }
    }

    fn draw(self, key: Key, draw: impl FnOnce(&mut Canvas, &Chat)) {
        self.update(|inner| {
            if let Some((_, canvas)) = inner.canvases.iter_mut().find(|(other, _)| *other == key) {
                draw(canvas, &inner.chat);
            }
        });
    }

    fn show_summary(self) {
        let summary = self.read(|inner| inner.chat.summary());
        if let Some(summary) = summary.filter(|new| self.summary.try_get_untracked().is_some_and(|old| old != *new)) {
            self.summary.try_set(summary);
        }
    }

    /// What the session says about looks and language.
    fn settle(self, opened: Opened) {
        let options = self.options();
        let mut config = opened.config;
        if options.title_fixed || config.title.is_empty() {
            config.title = options.title;
        }
        let Opened { agent, starters, rules, language, .. } = opened;
        let about = About { config, agent, starters, rules, language };
        let pairs: Vec<_> = opened.strings.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let strings = texts(&pairs);
        self.update(|inner| inner.strings = strings);
        self.texts.set(opened.strings);
        self.remember_sound();
        self.about.try_set(Arc::new(about));
    }

    /// The page wishes another title.
    pub(crate) fn entitle(self, title: &str) {
        self.update(|inner| {
            title.clone_into(&mut inner.options.title);
            inner.options.title_fixed = true;
        });
        self.about.update(|about| title.clone_into(&mut Arc::make_mut(about).config.title));
    }

    /// The name under which the agent speaks.
    pub(crate) fn agent_name(self) -> String {
        {
            let about = self.about.get();
            if about.agent.is_empty() { about.config.title.clone() } else { about.agent.clone() }
        }
    }

    fn announce(self, announcement: Announcement) {
        let text = match announcement {
            Announcement::Started => untrack(|| self.texts.fill("answer_started", "name", &self.agent_name())),
            Announcement::Failed(problem) => untrack(|| self.texts.get(problem.text_key())),
            Announcement::Thanks => untrack(|| self.texts.get("contact_thanks")),
            Announcement::Finished(key) => {
                self.attend();
                self.heard_text(key)
            }
        };
        self.announcement.try_set(text);
    }

    /// A finished answer as it is read aloud: what is drawn, without marks.
    fn heard_text(self, key: Key) -> String {
        let text = self.read(|inner| inner.canvases.iter().find(|(other, _)| *other == key)?.1.text());
        text.flatten().unwrap_or_default()
    }

    fn tell_message(self, key: Key) {
        let message = self.read(|inner| inner.chat.message(key).cloned()).flatten();
        let Some(message) = message else { return };
        let role = if message.state == State::Sent { "user" } else { "agent" };
        let id = message.id.as_ref().map_or("", |id| id.as_str());
        self.tell("message", &texts(&[("role", role), ("text", &message.text), ("id", id)]));
    }

    /// An answer begins, or ends.
    fn tell_progress(self, before: &Message, now: &Message) {
        if now.role == Role::User {
            return;
        }
        let name = if before.state == State::Streaming && now.state != State::Streaming {
            "stream-end"
        } else if before.id.is_none() && now.id.is_some() {
            "stream-start"
        } else {
            return;
        };
        let id = now.id.as_ref().map_or("", |id| id.as_str());
        self.tell(name, &texts(&[("id", id)]));
    }
}
