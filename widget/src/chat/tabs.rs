//! Several tabs show one conversation, and one of them, the leader, talks to the server. Each tab has its own machine:
//! the leader passes the events it receives on to the others, as if they were connected themselves.

use parlor_shared::{
    ids::MessageId,
    widget::{Attachment, Role, StartEvent},
};

use super::{
    contact_state::Contact,
    effects::Effect,
    entry::Entry,
    events::{StreamEvent, UnsentMessage},
    failure::{Failure, Problem},
    machine::Chat,
    message::{ShownMessage, State},
    running_answer::AnswerRequest,
    summary::Phase,
};

impl Chat {
    /// Makes this tab the leader, or another one.
    pub(super) fn leader_changed(&mut self, holds: bool) {
        if self.listens != holds {
            return;
        }
        self.listens = !holds;
        if !holds {
            self.effects.push(Effect::Abort);
        } else if self.live.is_some() {
            self.request();
        } else {
            self.next();
        }
    }

    /// Follows a message the leader has started to send.
    pub(super) fn began(&mut self, client_id: String, text: String, files: Vec<Attachment>) {
        if self.phase != Phase::Ready {
            return;
        }
        if let Some(live) = &self.live {
            let same = |key| self.message(key).is_some_and(|message| message.client_id == client_id);
            // The same message again: nothing new. Another message: this tab missed the end of the last answer.
            if !live.user.is_some_and(same) {
                self.reload();
            }
            return;
        }
        let at = self.said(&client_id).unwrap_or_else(|| {
            let key = self.key();
            self.entries.push(Entry::typed(key, client_id, text, files));
            self.entries.len() - 1
        });
        if self.entries[at].message.state == State::Sent {
            return;
        }
        let entry = self.entries.remove(at);
        let user = entry.message.key;
        // Messages that wait for their turn come after it.
        let place = self.entries.iter().position(|entry| entry.message.state == State::Sending);
        let place = place.unwrap_or(self.entries.len());
        self.entries.insert(place, entry);
        let answer = self.key();
        self.entries.insert(place + 1, Entry::expected(answer));
        self.set_state(user, State::Sending);
        self.effects.push(Effect::Rows);
        self.begin(answer, Some(user), AnswerRequest::Send);
    }

    /// Follows the leader's request for another answer in place of this one.
    pub(super) fn again(&mut self, id: &MessageId, client_id: String) {
        if self.last_answer().is_some_and(|last| last.message.id.as_ref() == Some(id)) {
            self.regenerate(client_id);
        }
    }

    /// Handles an event the leader received.
    pub(super) fn broadcast_received(&mut self, told: StreamEvent) {
        if let Some(ticket) = self.live.as_ref().map(|live| live.ticket) {
            return self.on_stream_event(ticket, told);
        }
        // An answer whose beginning this tab missed, unless it is already known.
        if let StreamEvent::Start(StartEvent { message_id, .. }) = told
            && self.entries.iter().all(|entry| entry.message.id.as_ref() != Some(&message_id))
        {
            self.reload();
        }
    }

    /// Handles that the leader gave up.
    pub(super) fn lost(&mut self, failure: Failure) {
        self.refused(failure);
    }

    /// Loads everything again, because the server's state differs from the displayed one. Unsent messages stay.
    pub(super) fn reload(&mut self) {
        if self.phase != Phase::Idle {
            self.drop_answer();
            self.phase = Phase::Opening;
            self.conversation = None;
            self.effects.extend([Effect::Abort, Effect::Init { fresh: false }]);
        }
    }

    /// Removes everything; the server is not asked again before the visitor acts.
    pub(super) fn forget(&mut self) {
        self.live = None;
        self.phase = Phase::Idle;
        self.conversation = None;
        self.entries.clear();
        self.greeting.clear();
        self.has_more = false;
        // The next visitor may be another person, who has left no contact details.
        self.contact = Contact::default();
        self.effects.extend([Effect::Abort, Effect::Rows]);
    }

    /// Takes messages of an earlier page that are still to be sent.
    pub(super) fn unsent_before(&mut self, unsent: Vec<UnsentMessage>) {
        for UnsentMessage { client_id, text, files } in unsent {
            if self.said(&client_id).is_none() {
                let key = self.key();
                self.entries.push(Entry::typed(key, client_id, text, files));
            }
        }
        self.effects.push(Effect::Rows);
    }

    /// Returns the messages that are still to be sent.
    pub fn unsent(&self) -> impl Iterator<Item = &ShownMessage> {
        let waits = |state| matches!(state, State::Sending | State::Failed(_));
        self.rows().filter(move |row| row.role == Role::User && waits(row.state))
    }

    /// Returns the position of a visitor's message in the list.
    pub(super) fn said(&self, client_id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.message.client_id == client_id)
    }

    /// Handles that the session's time has passed without a message.
    pub(super) fn expired(&mut self) {
        if self.live.is_none() && self.phase == Phase::Ready {
            self.over();
        }
    }

    /// Ends the session. Messages can still be read; unsent ones wait for the next conversation.
    pub(super) fn over(&mut self) {
        self.drop_answer();
        self.phase = Phase::Ended;
        self.effects.push(Effect::Abort);
        self.fail(Problem::Expired);
    }

    /// Stops following the answer. If it had not begun, its row is removed; an answer that was to be replaced is
    /// restored.
    fn drop_answer(&mut self) {
        let Some(live) = self.live.take() else { return };
        if let AnswerRequest::Again { old, .. } = live.ask {
            self.put_back(live.answer, *old);
        } else if live.id.is_none() {
            self.entries.retain(|entry| entry.message.key != live.answer);
            self.effects.push(Effect::Rows);
        }
    }
}
