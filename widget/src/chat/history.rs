//! Opening and renewing the session, and loading older messages.

use parlor_shared::{content::Node, widget::Role};

use super::{
    effects::Effect,
    entry::Entry,
    events::{LONGEST_COMMENT, Rating, Session},
    failure::{Failure, Problem},
    machine::Chat,
    message::{Key, State},
    received::{Page, Received},
    running_answer::{AnswerRequest, RunningAnswer},
    summary::Phase,
};

/// Maximum number of messages in the first reply: with fewer, there are no older ones.
const FIRST_PAGE: usize = 30;

impl Chat {
    pub(super) fn open(&mut self) {
        if matches!(self.phase, Phase::Idle | Phase::Refused(_) | Phase::Ended) {
            self.phase = Phase::Opening;
            self.effects.push(Effect::Init { fresh: false });
        }
    }

    /// Shows a message of the page in the agent's place; the server does not know it.
    pub(super) fn show(&mut self, nodes: Vec<Node>) {
        let key = self.key();
        self.entries.push(Entry::greeting(key, nodes));
        self.effects.push(Effect::Rows);
    }

    pub(super) fn restart(&mut self) {
        self.live = None;
        self.drop_proactive();
        self.phase = Phase::Opening;
        self.conversation = None;
        self.entries.clear();
        self.has_more = false;
        self.effects.extend([Effect::Abort, Effect::Rows, Effect::Init { fresh: true }]);
    }

    /// Requests a new token while the chat continues.
    pub(super) fn renew(&mut self) {
        if !self.renewing {
            self.renewing = true;
            self.effects.push(Effect::Init { fresh: false });
        }
    }

    pub(super) fn session(&mut self, reply: Session) {
        let (renewing, same) = (self.renewing, self.conversation.as_ref() == Some(&reply.conversation));
        self.renewing = false;
        if renewing && !same && self.conversation.is_some() {
            // The token has expired, and the session with it.
            return self.over();
        }
        self.phase = Phase::Ready;
        self.contact.settle(reply.contact, reply.lead_captured);
        self.leave_again();
        if same {
            // Only an answer that was refused for its token waits for the new one.
            if self.live.as_ref().is_some_and(|live| live.renewed) {
                self.request();
            }
        } else {
            self.replace(reply);
        }
        self.next();
    }

    /// Shows the conversation received from the server; unsent messages are kept and sent there.
    fn replace(&mut self, reply: Session) {
        let waits = |entry: &Entry| {
            let message = &entry.message;
            let is_known = |told: &Received| told.message.client_message_id.as_ref() == Some(&message.client_id);
            message.role == Role::User
                && matches!(message.state, State::Sending | State::Failed(_))
                && !reply.messages.iter().any(is_known)
        };
        let entries = std::mem::take(&mut self.entries);
        let unsent: Vec<Entry> = entries.into_iter().filter(|entry| waits(entry) || self.is_offered(entry)).collect();
        self.live = None;
        self.conversation = Some(reply.conversation);
        self.has_more = reply.messages.len() >= FIRST_PAGE;
        for told in reply.messages {
            let key = self.key();
            self.entries.push(Entry::received(key, told));
        }
        self.greeting = reply.greeting;
        self.follow_last();
        self.entries.extend(unsent);
        if reply.start_first {
            self.let_agent_begin();
        }
        self.greet();
        self.effects.push(Effect::Rows);
    }

    /// Follows an answer that was running when the page was left, from its first event.
    fn follow_last(&mut self) {
        let Some(last) = self.last_answer().filter(|entry| entry.message.state == State::Streaming) else { return };
        let (answer, id) = (last.message.key, last.message.id.clone());
        let live = RunningAnswer {
            answer,
            user: None,
            ask: AnswerRequest::Follow,
            id,
            seq: Some(0),
            ticket: 0,
            attempts: 0,
            waiting: false,
            renewed: false,
            stopping: false,
            announced: true,
            called: 0,
            calling: false,
        };
        self.live = Some(live);
        self.request();
    }

    pub(super) fn no_session(&mut self, failure: Failure) {
        let renewing = std::mem::take(&mut self.renewing);
        let leaving = renewing && self.contact_state().0;
        if leaving {
            self.lead_refused(failure);
        }
        if renewing && self.live.is_some() {
            return self.refused(failure);
        }
        if leaving {
            return;
        }
        if renewing {
            self.notice = Some(failure);
        } else {
            self.phase = Phase::Refused(failure);
        }
        self.fail(failure.problem);
    }

    pub(super) fn earlier(&mut self) {
        if self.has_more && !self.loading_earlier {
            self.loading_earlier = true;
            let before = self.entries.first().and_then(|entry| entry.message.id.clone());
            self.effects.push(Effect::History { before });
        }
    }

    pub(super) fn earlier_came(&mut self, reply: Page) {
        self.loading_earlier = false;
        self.has_more = reply.has_more;
        let mut older = Vec::with_capacity(reply.messages.len());
        for told in reply.messages {
            if self.entries.iter().all(|entry| entry.message.id.as_ref() != Some(&told.message.id)) {
                let key = self.key();
                older.push(Entry::received(key, told));
            }
        }
        self.entries.splice(0..0, older);
        self.greet();
        self.effects.push(Effect::Rows);
    }

    /// Shows the agent's first words above the oldest message, once that one is loaded.
    fn greet(&mut self) {
        let offered = self.entries.first().is_some_and(|entry| self.is_offered(entry));
        if !self.has_more && !self.greeting.is_empty() && !offered {
            let key = self.key();
            self.entries.insert(0, Entry::greeting(key, std::mem::take(&mut self.greeting)));
        }
    }

    pub(super) fn earlier_failed(&mut self, failure: Failure) {
        self.loading_earlier = false;
        self.small_failure(failure);
    }

    pub(super) fn rate(&mut self, key: Key, mut rating: Rating) {
        let Some(entry) = self.entry_mut(key) else { return };
        let Some(id) = entry.message.id.clone().filter(|_| entry.message.role == Role::Agent) else { return };
        entry.message.feedback = Some(rating.value);
        rating.comment = rating.comment.trim().chars().take(LONGEST_COMMENT).collect();
        self.effects.extend([Effect::Row(key), Effect::Rate { key, id, rating }]);
    }

    pub(super) fn not_rated(&mut self, key: Key, failure: Failure) {
        if let Some(entry) = self.entry_mut(key) {
            entry.message.feedback = None;
            self.effects.push(Effect::Row(key));
        }
        self.small_failure(failure);
    }

    fn small_failure(&mut self, failure: Failure) {
        if failure.problem == Problem::Token {
            return self.renew();
        }
        self.notice = Some(failure);
        self.fail(failure.problem);
    }
}
