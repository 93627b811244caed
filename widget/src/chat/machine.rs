//! The machine: its state, and one step of it.

use parlor_shared::{content::Node, ids::ConversationId, widget::Role};

use super::{
    contact_state::Contact,
    effects::{Announcement, Effect},
    entry::Entry,
    events::{Event, UserAction},
    failure::{Failure, Problem},
    message::{HIDDEN, Key, ShownMessage, State, Ticket},
    proactive_message::ProactiveMessage,
    running_answer::RunningAnswer,
    summary::{Phase, Summary},
};

/// A conversation.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not on its own")]
pub struct Chat {
    pub(super) phase: Phase,
    pub(super) conversation: Option<ConversationId>,
    pub(super) entries: Vec<Entry>,
    /// The agent's first words, shown before the oldest message.
    pub(super) greeting: Vec<Node>,
    pub(super) live: Option<RunningAnswer>,
    pub(super) has_more: bool,
    pub(super) loading_earlier: bool,
    pub(super) offline: bool,
    /// Another tab talks to the server.
    pub(super) listens: bool,
    /// A token is being renewed while the chat continues.
    pub(super) renewing: bool,
    pub(super) notice: Option<Failure>,
    pub(super) contact: Contact,
    /// The agent's unprompted message that the visitor has not answered.
    pub(super) proactive: Option<ProactiveMessage>,
    pub(super) last_key: Key,
    pub(super) last_ticket: Ticket,
    pub(super) effects: Vec<Effect>,
}

impl Chat {
    /// Handles one event; returns the actions to perform, in order.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::User(act) => self.act(act),
            Event::Session(reply) => self.session(reply),
            Event::NoSession(failure) => self.no_session(failure),
            Event::History(reply) => self.earlier_came(reply),
            Event::NoHistory(failure) => self.earlier_failed(failure),
            Event::Seen(key) => self.seen(key),
            Event::Preview(key, preview) => self.previewed(key, preview),
            Event::NotRated(key, failure) => self.not_rated(key, failure),
            Event::Local(nodes) => self.show(nodes),
            Event::LeadKept => self.lead_kept(),
            Event::LeadRefused(failure) => self.lead_refused(failure),
            Event::Spoken(message) => self.spoken(message.map(|message| *message)),
            Event::Answer(ticket, told) => self.on_stream_event(ticket, told),
            Event::Due(ticket) => self.due(ticket),
            Event::Online => self.online(),
            Event::Offline => self.offline = true,
            Event::Visible(silent_ms) => self.visible(silent_ms),
            Event::Expired => self.expired(),
            Event::Unsent(unsent) => self.unsent_before(unsent),
            Event::LeaderChanged(holds) => self.leader_changed(holds),
            Event::TurnStarted { client_id, text, files } => self.began(client_id, text, files),
            Event::RegenerateStarted { id, client_id } => self.again(&id, client_id),
            Event::Broadcast(told) => self.broadcast_received(told),
            Event::Lost(failure) => self.lost(failure),
            Event::ConversationChanged => self.reload(),
            Event::Erased => self.forget(),
        }
        self.effects.push(Effect::Summary);
        std::mem::take(&mut self.effects)
    }

    /// Returns the rows, oldest first, without messages the page sent hidden.
    pub fn rows(&self) -> impl Iterator<Item = &ShownMessage> {
        let unseen = |message: &&ShownMessage| message.role == Role::User && message.client_id.starts_with(HIDDEN);
        self.entries.iter().map(|entry| &entry.message).filter(move |message| !unseen(message))
    }

    /// Returns one row.
    pub fn message(&self, key: Key) -> Option<&ShownMessage> {
        self.entry(key).map(|entry| &entry.message)
    }

    /// Returns the document of one row.
    pub fn nodes(&self, key: Key) -> &[Node] {
        self.entry(key).map_or(&[], |entry| &entry.nodes)
    }

    /// Returns the state of the chat for the frame.
    pub fn summary(&self) -> Summary {
        let live = self.live.as_ref();
        let (leaving, not_left) = self.contact_state();
        Summary {
            phase: self.phase,
            busy: live.is_some(),
            stopping: live.is_some_and(|live| live.stopping),
            reconnecting: live.is_some_and(|live| live.waiting),
            offline: self.offline,
            has_more: self.has_more,
            loading_earlier: self.loading_earlier,
            empty: self.entries.iter().all(|entry| entry.message.state == State::Greeting),
            notice: self.notice,
            asked: self.asked(),
            leaving,
            not_left,
        }
    }

    pub(super) fn act(&mut self, act: UserAction) {
        self.notice = None;
        match act {
            UserAction::Open => self.open(),
            UserAction::Send { text, files, client_id } => self.send(&text, files, client_id),
            UserAction::Submit(form) => self.submit(form),
            UserAction::Stop => self.stop(),
            UserAction::Retry { key, client_id } => self.retry(key, client_id),
            UserAction::Regenerate { client_id } => self.regenerate(client_id),
            UserAction::Rate { key, rating } => self.rate(key, rating),
            UserAction::Earlier => self.earlier(),
            UserAction::Restart => self.restart(),
            UserAction::Leave(lead) => self.leave(lead),
            UserAction::SkipContact => self.skip_contact(),
            UserAction::Offer { rule, text } => self.offer(rule, text),
        }
    }

    pub(super) fn entry(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.message.key == key)
    }

    pub(super) fn entry_mut(&mut self, key: Key) -> Option<&mut Entry> {
        self.entries.iter_mut().rev().find(|entry| entry.message.key == key)
    }

    pub(super) fn set_state(&mut self, key: Key, state: State) {
        if let Some(entry) = self.entry_mut(key) {
            entry.message.state = state;
            self.effects.push(Effect::Row(key));
        }
    }

    pub(super) fn key(&mut self) -> Key {
        self.last_key += 1;
        self.last_key
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        self.last_ticket
    }

    pub(super) fn fail(&mut self, problem: Problem) {
        self.effects.push(Effect::Announce(Announcement::Failed(problem)));
        self.effects.push(Effect::Fail(problem));
    }

    pub(super) fn last_answer(&self) -> Option<&Entry> {
        self.entries.last().filter(|entry| entry.message.role == Role::Agent)
    }
}
