//! Sending messages, and retrying until they are acknowledged.

use parlor_shared::widget::{Attachment, Role};

use super::{
    contact_state::ContactPrompt,
    effects::Effect,
    entry::Entry,
    failure::{Failure, Problem},
    form::SubmittedForm,
    machine::Chat,
    message::{Key, State, Ticket},
    running_answer::{AnswerRequest, RunningAnswer},
    summary::Phase,
};

/// Failed attempts in a row after which an unacknowledged message is shown as not sent.
const SEND_ATTEMPTS: u32 = 5;
/// The same for a running answer: about two minutes, as long as the longest answer takes.
const FOLLOW_ATTEMPTS: u32 = 9;
/// Silence after which a stream is reopened when the visitor comes back: the server's heartbeat is 15 s.
const SILENT_MS: f64 = 18_000.0;

impl Chat {
    pub(super) fn send(&mut self, text: &str, files: Vec<Attachment>, client_id: String) {
        let text = text.trim();
        if text.is_empty() && files.is_empty() {
            return;
        }
        match self.said(&client_id).map(|at| (self.entries[at].message.key, self.entries[at].message.state)) {
            // Another tab retries the message.
            Some((key, State::Failed(_))) => self.set_state(key, State::Sending),
            Some(_) => {}
            None => {
                let key = self.key();
                self.entries.push(Entry::typed(key, client_id, text.to_owned(), files));
            }
        }
        self.effects.push(Effect::Rows);
        self.open();
        self.next();
    }

    pub(super) fn submit(&mut self, SubmittedForm { text, client_id, form }: SubmittedForm) {
        let failed = |entry: &Entry| matches!(entry.message.state, State::Failed(_));
        if self.entries.iter().any(|entry| entry.message.client_id == client_id && !failed(entry)) {
            return;
        }
        self.entries.retain(|entry| entry.message.client_id != client_id);
        let key = self.key();
        let mut entry = Entry::typed(key, client_id, text, Vec::new());
        entry.message.form = Some(form);
        self.entries.push(entry);
        self.effects.push(Effect::Rows);
        self.next();
    }

    /// Sends the oldest unsent message, if nothing else is running.
    pub(super) fn next(&mut self) {
        let asked = self.asked() == ContactPrompt::InsteadOfComposer;
        if self.live.is_some() || self.phase != Phase::Ready || self.listens || asked {
            return;
        }
        let Some(at) = self.entries.iter().position(|entry| entry.message.state == State::Sending) else { return };
        if self.waits_for_proactive() {
            return;
        }
        let user = self.entries[at].message.key;
        let answer = self.key();
        self.entries.insert(at + 1, Entry::expected(answer));
        self.effects.push(Effect::Rows);
        self.begin(answer, Some(user), AnswerRequest::Send);
    }

    pub(super) fn regenerate(&mut self, client_id: String) {
        if self.live.is_some() || self.phase != Phase::Ready {
            return;
        }
        let answered = |entry: &&Entry| entry.message.id.is_some() && entry.message.state != State::Greeting;
        let Some(old) = self.last_answer().filter(answered).cloned() else { return };
        let key = old.message.key;
        if let Some(entry) = self.entry_mut(key) {
            *entry = Entry::expected(key);
            self.effects.extend([Effect::Redraw(key), Effect::Row(key)]);
        }
        self.begin(key, None, AnswerRequest::Again { old: Box::new(old), client_id });
    }

    pub(super) fn retry(&mut self, key: Key, client_id: String) {
        let Some(message) = self.message(key) else { return };
        match (message.role, message.state) {
            (Role::User, State::Failed(_)) => {
                self.set_state(key, State::Sending);
                self.next();
            }
            (Role::Agent, State::Failed(Failure::NETWORK)) => self.follow_again(key),
            (Role::Agent, _) => self.regenerate(client_id),
            (Role::User, _) => {}
        }
    }

    fn follow_again(&mut self, key: Key) {
        let id = self.message(key).and_then(|message| message.id.clone());
        if self.live.is_none() && id.is_some() {
            self.set_state(key, State::Streaming);
            self.begin(key, None, AnswerRequest::Follow);
        }
    }

    pub(super) fn begin(&mut self, answer: Key, user: Option<Key>, ask: AnswerRequest) {
        let follows = matches!(ask, AnswerRequest::Follow);
        let id = self.message(answer).and_then(|message| message.id.clone()).filter(|_| follows);
        self.live = Some(RunningAnswer {
            answer,
            user,
            ask,
            id,
            seq: follows.then_some(0),
            ticket: 0,
            attempts: 0,
            waiting: false,
            renewed: false,
            stopping: false,
            announced: false,
            called: 0,
            calling: false,
        });
        self.request();
    }

    /// Makes the request that continues the running answer: the first one, or one that resumes it.
    pub(super) fn request(&mut self) {
        let ticket = self.ticket();
        let Some(live) = &mut self.live else { return };
        live.ticket = ticket;
        live.waiting = false;
        let (id, after, user) = (live.id.clone(), live.seq.unwrap_or(0), live.user);
        let effect = match (&live.ask, id) {
            (_, Some(id)) => Some(Effect::Resume { ticket, id, after }),
            (AnswerRequest::Again { old, client_id }, None) => {
                old.message.id.clone().map(|id| Effect::Regenerate { ticket, id, client_id: client_id.clone() })
            }
            (AnswerRequest::Send | AnswerRequest::Follow, None) => {
                user.and_then(|key| self.message(key)).map(|message| Effect::Post {
                    ticket,
                    client_id: message.client_id.clone(),
                    text: message.text.clone(),
                    files: message.files.clone(),
                    form: message.form.clone(),
                })
            }
        };
        self.effects.extend(effect);
    }

    /// Handles a lost connection: waits and tries again, or gives up.
    pub(super) fn cut(&mut self, at_least: u64) {
        let ticket = self.ticket();
        let Some(live) = &mut self.live else { return };
        live.ticket = ticket;
        live.attempts += 1;
        live.waiting = true;
        let attempt = live.attempts;
        let most = if live.id.is_some() { FOLLOW_ATTEMPTS } else { SEND_ATTEMPTS };
        self.effects.push(Effect::Abort);
        if attempt > most {
            self.refused(Failure::NETWORK);
        } else if !self.offline {
            self.effects.push(Effect::Wait { ticket, attempt, at_least });
        }
    }

    /// Ends the running answer with a failure, in all tabs.
    pub(super) fn refused(&mut self, failure: Failure) {
        self.effects.push(Effect::Lost(failure));
        self.give_up(failure);
    }

    /// Ends the running answer with a failure.
    pub(super) fn give_up(&mut self, failure: Failure) {
        if failure.problem == Problem::Expired {
            return self.over();
        }
        let Some(live) = self.live.take() else { return };
        match (live.id, live.ask) {
            (Some(_), _) => self.lose(live.answer, failure),
            (None, AnswerRequest::Again { old, .. }) => {
                self.put_back(live.answer, *old);
                self.notice = Some(failure);
            }
            (None, _) => self.not_sent(live.answer, live.user, failure),
        }
        self.fail(failure.problem);
        if failure.problem != Problem::Network {
            self.next();
        }
    }

    fn lose(&mut self, answer: Key, failure: Failure) {
        let state = if failure.problem == Problem::Gone { State::Interrupted } else { State::Failed(failure) };
        self.set_state(answer, state);
    }

    pub(super) fn put_back(&mut self, answer: Key, old: Entry) {
        if let Some(entry) = self.entry_mut(answer) {
            *entry = old;
        }
        self.effects.extend([Effect::Redraw(answer), Effect::Row(answer)]);
    }

    fn not_sent(&mut self, answer: Key, user: Option<Key>, failure: Failure) {
        self.entries.retain(|entry| entry.message.key != answer);
        self.effects.push(Effect::Rows);
        if let Some(user) = user {
            self.set_state(user, State::Failed(failure));
        }
    }

    pub(super) fn stop(&mut self) {
        let Some(live) = self.live.as_mut().filter(|live| !live.stopping) else { return };
        live.stopping = true;
        let answer = live.answer;
        self.effects.extend(live.id.clone().map(Effect::Stop));
        self.effects.push(Effect::Row(answer));
    }

    pub(super) fn due(&mut self, ticket: Ticket) {
        if self.live.as_ref().is_some_and(|live| live.waiting && live.ticket == ticket) {
            self.request();
        }
    }

    pub(super) fn online(&mut self) {
        self.offline = false;
        if self.live.as_ref().is_some_and(|live| live.waiting) {
            self.request();
        }
        // Messages that could not be sent without a network are sent now.
        let failed =
            |entry: &&Entry| entry.message.role == Role::User && entry.message.state == State::Failed(Failure::NETWORK);
        let keys: Vec<Key> = self.entries.iter().filter(failed).map(|entry| entry.message.key).collect();
        for key in keys {
            self.set_state(key, State::Sending);
        }
        self.next();
        if matches!(self.phase, Phase::Refused(Failure { problem: Problem::Network, .. })) {
            self.open();
        }
    }

    pub(super) fn visible(&mut self, silent_ms: f64) {
        let Some(live) = &self.live else { return };
        if live.waiting {
            self.request();
        } else if silent_ms > SILENT_MS {
            self.effects.push(Effect::Abort);
            self.request();
        }
    }
}
