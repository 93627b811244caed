//! Several tabs show one conversation, and one of them speaks with the server. Each has a machine of its own: what the
//! speaking tab hears the others hear from it, as if they were connected themselves.

use parlor_shared::{
    ids::MessageId,
    widget::{Role, StartEvent},
};

use super::{Ask, Chat, Contact, Effect, Entry, Failure, Phase, State, Told};

impl Chat {
    /// This tab speaks with the server from now on, or another one does.
    pub(super) fn holds(&mut self, holds: bool) {
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

    /// The speaking tab took up a message.
    pub(super) fn began(&mut self, client_id: String, text: String, files: String) {
        if self.phase != Phase::Ready {
            return;
        }
        if let Some(live) = &self.live {
            let same = |key| self.message(key).is_some_and(|message| message.client_id == client_id);
            // Asked again: nothing new. Another one: we missed how the last answer ended.
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
        // What waits for its turn comes after.
        let place = self.entries.iter().position(|entry| entry.message.state == State::Sending);
        let place = place.unwrap_or(self.entries.len());
        self.entries.insert(place, entry);
        let answer = self.key();
        self.entries.insert(place + 1, Entry::expected(answer));
        self.set_state(user, State::Sending);
        self.effects.push(Effect::Rows);
        self.begin(answer, Some(user), Ask::Send);
    }

    /// The speaking tab asks for another answer in place of this one.
    pub(super) fn again(&mut self, id: &MessageId, client_id: String) {
        if self.last_answer().is_some_and(|last| last.message.id.as_ref() == Some(id)) {
            self.regenerate(client_id);
        }
    }

    /// The speaking tab heard this.
    pub(super) fn overheard(&mut self, told: Told) {
        if let Some(ticket) = self.live.as_ref().map(|live| live.ticket) {
            return self.told(ticket, told);
        }
        // A turn whose beginning we missed, unless we know it already.
        if let Told::Start(StartEvent { message_id, .. }) = told
            && self.entries.iter().all(|entry| entry.message.id.as_ref() != Some(&message_id))
        {
            self.reload();
        }
    }

    /// The speaking tab gave up.
    pub(super) fn lost(&mut self, failure: Failure) {
        self.refused(failure);
    }

    /// What the server has is not what we show: asks for all of it. What is not sent yet stays.
    pub(super) fn reload(&mut self) {
        if self.phase != Phase::Idle {
            self.drop_answer();
            self.phase = Phase::Opening;
            self.conversation = None;
            self.effects.extend([Effect::Abort, Effect::Init { fresh: false }]);
        }
    }

    /// Everything goes, and nothing is asked of the server before the visitor acts again.
    pub(super) fn forget(&mut self) {
        self.live = None;
        self.phase = Phase::Idle;
        self.conversation = None;
        self.entries.clear();
        self.greeting.clear();
        self.has_more = false;
        // Who comes now may be somebody else, who has left nothing.
        self.contact = Contact::default();
        self.effects.extend([Effect::Abort, Effect::Rows]);
    }

    /// Messages of an earlier page that are still to be sent.
    pub(super) fn unsent_before(&mut self, unsent: Vec<(String, (String, String))>) {
        for (client_id, (files, text)) in unsent {
            if self.said(&client_id).is_none() {
                let key = self.key();
                self.entries.push(Entry::typed(key, client_id, text, files));
            }
        }
        self.effects.push(Effect::Rows);
    }

    /// What is still to be sent.
    pub fn unsent(&self) -> impl Iterator<Item = &super::Message> {
        let waits = |state| matches!(state, State::Sending | State::Failed(_));
        self.rows().filter(move |row| row.role == Role::User && waits(row.state))
    }

    /// Where a message of the visitor stands in the list.
    pub(super) fn said(&self, client_id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.message.client_id == client_id)
    }

    /// The time of the session has passed without a word.
    pub(super) fn expired(&mut self) {
        if self.live.is_none() && self.phase == Phase::Ready {
            self.over();
        }
    }

    /// The session is over. What was said stays to be read; what was not sent waits for the next conversation.
    pub(super) fn over(&mut self) {
        self.drop_answer();
        self.phase = Phase::Ended;
        self.effects.push(Effect::Abort);
        self.fail(super::Problem::Expired);
    }

    /// Follows the answer no longer; one that had not begun leaves no row, one that was to be replaced comes back.
    fn drop_answer(&mut self) {
        let Some(live) = self.live.take() else { return };
        if let Ask::Again { old, .. } = live.ask {
            self.put_back(live.answer, *old);
        } else if live.id.is_none() {
            self.entries.retain(|entry| entry.message.key != live.answer);
            self.effects.push(Effect::Rows);
        }
    }
}
