//! Execution of the chat's effects.

use std::sync::Arc;

use crate::reactive::prelude::*;
use wasm_bindgen::JsValue;

use super::{
    app::App,
    connection::Outgoing,
    tab_message::{SentMessage, TabMessage},
};
use crate::{
    chat::{Effect, Event, Key, ShownMessage, Ticket, UserAction},
    state::Row,
    transport::contact_details_json,
};

impl App {
    /// Handles an action of the visitor.
    pub(crate) fn act(self, act: UserAction) {
        self.handle(Event::User(act));
    }

    /// Handles an event.
    pub(crate) fn handle(self, event: Event) {
        self.log_event(&event);
        let effects = self.update(|inner| inner.chat.handle(event));
        for effect in effects.into_iter().flatten() {
            self.log_effect(&effect);
            self.run(effect);
        }
    }

    fn run(self, effect: Effect) {
        match effect {
            Effect::Init { fresh } => self.begin(fresh),
            // The leading tab runs the page's tools.
            Effect::Call(call) if self.is_leader() => self.call_page(call),
            Effect::Post { ticket, client_id, text, files, form } if self.is_leader() => {
                self.post(ticket, Outgoing { client_id, text, files, form });
            }
            Effect::Resume { ticket, id, after } if self.is_leader() => self.resume(ticket, &id, after),
            Effect::Regenerate { ticket, id, client_id } if self.is_leader() => {
                self.broadcast(&TabMessage::RegenerateStarted { id: id.as_str(), client_id: &client_id });
                self.ask_again(ticket, &id, &client_id);
            }
            Effect::Resume { id, .. } => self.broadcast(&TabMessage::Resume { id: id.as_str() }),
            // Another tab does it and passes the result on.
            Effect::Post { .. } | Effect::Regenerate { .. } | Effect::Call(_) => {}
            Effect::Lost(failure) => {
                if self.is_leader() {
                    self.broadcast(&TabMessage::Lost(failure.problem));
                }
            }
            Effect::Abort => self.abort(),
            Effect::End => self.end(),
            Effect::Wait { ticket, attempt, at_least } => self.wait(ticket, attempt, at_least),
            Effect::Stop(id) => self.request_stop(&id),
            Effect::Rate { key, id, rating } => self.rate(key, &id, rating),
            Effect::Lead(lead) => self.save_lead(&lead),
            Effect::TellLead(lead) => _ = self.tell("forms:left", &contact_details_json(&lead).into()),
            Effect::Speak { rule } => self.start_proactive(rule),
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
            Effect::Tell(key) => self.complete(key),
            Effect::Fail(problem) => _ = self.tell("error", &problem.text_key().into()),
        }
    }

    fn begin(self, fresh: bool) {
        if fresh {
            self.tell("restart", &JsValue::UNDEFINED);
        }
        self.init(fresh);
    }

    fn post(self, ticket: Ticket, said: Outgoing) {
        let message = SentMessage { client_id: &said.client_id, files: &said.files, text: &said.text };
        self.broadcast(&TabMessage::TurnStarted(message));
        self.post_message(ticket, said);
    }

    /// A message is complete: tells the page, and counts the session's time from now on.
    fn complete(self, key: Key) {
        self.keep_unsent();
        self.end_after(self.view.settings.try_get_untracked().map_or(0, |about| about.config.session_seconds));
        self.tell_message(key);
    }

    fn show_rows(self) {
        let signal = self.view.conversation.rows;
        let Some(before) = signal.try_get_untracked() else { return };
        let row = |message: &ShownMessage| before.iter().find(|row| row.key == message.key).cloned();
        let rows = self.read(|inner| {
            let now = inner.chat.rows().map(|message| row(message).unwrap_or_else(|| Row::new(message)));
            now.collect::<Vec<_>>()
        });
        if let Some(rows) = rows {
            self.view.conversation.last.try_set(rows.last().map_or(0, |row| row.key));
            signal.try_set(rows);
        }
    }

    fn show_row(self, key: Key) {
        let rows = self.view.conversation.rows;
        let row = rows.try_with_untracked(|rows| rows.iter().find(|row| row.key == key).cloned()).flatten();
        let message = self.read(|inner| inner.chat.message(key).cloned()).flatten();
        if let Some((row, message)) = row.zip(message) {
            let before = row.message.get_untracked();
            self.tell_progress(&before, &message);
            row.message.set(Arc::new(message));
        }
    }

    fn show_summary(self) {
        let summary = self.read(|inner| inner.chat.summary());
        if let Some(summary) =
            summary.filter(|new| self.view.conversation.summary.try_get_untracked().is_some_and(|old| old != *new))
        {
            self.view.conversation.summary.try_set(summary);
        }
    }
}
