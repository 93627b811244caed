//! The conversation as a machine one can run on paper: events in, effects out. No browser in it.
//!
//! [`Chat::handle`] takes one [`Event`] and returns the [`Effect`]s it calls for. The driver runs them and feeds back
//! what comes of them. At most one answer is followed at a time; messages typed meanwhile wait their turn.

mod answer;
mod beside;
mod contact;
mod effects;
mod events;
mod history;
mod model;
mod outbox;
mod preview;
#[cfg(test)]
mod reaching;
#[cfg(test)]
mod scenarios;
mod tabs;
#[cfg(test)]
mod together;
mod unasked;

pub use beside::{Beside, Page, Received};
pub use contact::Asked;
use contact::Contact;
pub use effects::{Announcement, Effect};
pub use events::{Act, Event, Judgement, LONGEST_COMMENT, Session, Told};
pub use model::{Entry, Failure, HIDDEN, Key, Message, PageCall, Problem, State, Ticket};
use parlor_shared::{
    content::Node,
    ids::{ConversationId, MessageId},
    widget::Role,
};
use unasked::Unasked;

/// Where the chat as a whole stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Phase {
    /// Nobody has opened it.
    #[default]
    Idle,
    /// The session is being opened.
    Opening,
    /// Messages can be sent.
    Ready,
    /// The session could not be opened.
    Refused(Failure),
    /// The session is over: the transcript can be read, a new conversation begun.
    Ended,
}

/// What the frame around the transcript shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not on its own")]
pub struct Summary {
    /// Where the chat stands.
    pub phase: Phase,
    /// An answer is being waited for or written.
    pub busy: bool,
    /// Stop was pressed, the server has not confirmed.
    pub stopping: bool,
    /// The connection of the running answer was lost and is being made again.
    pub reconnecting: bool,
    /// The browser has no network.
    pub offline: bool,
    /// There are older messages.
    pub has_more: bool,
    /// Older messages are on their way.
    pub loading_earlier: bool,
    /// Nothing has been said yet.
    pub empty: bool,
    /// A request that belongs to no row failed.
    pub notice: Option<Failure>,
    /// Whether the visitor is asked how to reach them.
    pub asked: Asked,
    /// What they answered is being stored.
    pub leaving: bool,
    /// What they answered could not be stored.
    pub not_left: Option<Problem>,
}

/// The answer being followed.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not on its own")]
struct Live {
    /// Its row.
    answer: Key,
    /// The visitor's message that waits for `start`.
    user: Option<Key>,
    /// How it was asked for, as long as `id` is unknown.
    ask: Ask,
    id: Option<MessageId>,
    /// The number of the last event we have.
    seq: Option<u64>,
    ticket: Ticket,
    /// Attempts that failed in a row.
    attempts: u32,
    /// Between two attempts.
    waiting: bool,
    /// A new token was asked for since the last word from the server.
    renewed: bool,
    stopping: bool,
    announced: bool,
    /// The number of the page's last call.
    called: u64,
    /// It waits.
    calling: bool,
}

#[derive(Debug)]
enum Ask {
    /// Post the message of `Live::user`.
    Send,
    /// Replace an answer, which comes back should the request be refused.
    Again { old: Box<Entry>, client_id: String },
    /// Follow an answer that was already running.
    Follow,
}

/// A conversation.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not on its own")]
pub struct Chat {
    phase: Phase,
    conversation: Option<ConversationId>,
    entries: Vec<Entry>,
    /// What the agent says before the oldest message.
    greeting: Vec<Node>,
    live: Option<Live>,
    has_more: bool,
    loading_earlier: bool,
    offline: bool,
    /// Another tab speaks with the server.
    listens: bool,
    /// A token is being renewed behind a chat that goes on.
    renewing: bool,
    notice: Option<Failure>,
    contact: Contact,
    /// What the agent said unasked and nobody has answered.
    unasked: Option<Unasked>,
    last_key: Key,
    last_ticket: Ticket,
    effects: Vec<Effect>,
}

impl Chat {
    /// Takes one event; returns what to do, in order.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Act(act) => self.act(act),
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
            Event::Answer(ticket, told) => self.told(ticket, told),
            Event::Due(ticket) => self.due(ticket),
            Event::Online => self.online(),
            Event::Offline => self.offline = true,
            Event::Visible(silent_ms) => self.visible(silent_ms),
            Event::Expired => self.expired(),
            Event::Unsent(unsent) => self.unsent_before(unsent),
            Event::Holds(holds) => self.holds(holds),
            Event::Began { client_id, text, files } => self.began(client_id, text, files),
            Event::Again { id, client_id } => self.again(&id, client_id),
            Event::Overheard(told) => self.overheard(told),
            Event::Lost(failure) => self.lost(failure),
            Event::Elsewhere => self.reload(),
            Event::Forgotten => self.forget(),
        }
        self.effects.push(Effect::Summary);
        std::mem::take(&mut self.effects)
    }

    /// The rows, oldest first, without what the page said unseen.
    pub fn rows(&self) -> impl Iterator<Item = &Message> {
        let unseen = |message: &&Message| message.role == Role::User && message.client_id.starts_with(HIDDEN);
        self.entries.iter().map(|entry| &entry.message).filter(move |message| !unseen(message))
    }

    /// One row.
    pub fn message(&self, key: Key) -> Option<&Message> {
        self.entry(key).map(|entry| &entry.message)
    }

    /// The document of one row.
    pub fn nodes(&self, key: Key) -> &[Node] {
        self.entry(key).map_or(&[], |entry| &entry.nodes)
    }

    /// What the frame shows.
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

    fn act(&mut self, act: Act) {
        self.notice = None;
        match act {
            Act::Open => self.open(),
            Act::Send { text, files, client_id } => self.send(&text, files, client_id),
            Act::Submit { text, client_id, form } => self.submit(text, client_id, form),
            Act::Stop => self.stop(),
            Act::Retry { key, client_id } => self.retry(key, client_id),
            Act::Regenerate { client_id } => self.regenerate(client_id),
            Act::Rate { key, judgement } => self.rate(key, judgement),
            Act::Earlier => self.earlier(),
            Act::Restart => self.restart(),
            Act::Leave(lead) => self.leave(lead),
            Act::SkipContact => self.skip_contact(),
            Act::Offer { rule, text } => self.offer(rule, text),
        }
    }

    fn entry(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.message.key == key)
    }

    fn entry_mut(&mut self, key: Key) -> Option<&mut Entry> {
        self.entries.iter_mut().rev().find(|entry| entry.message.key == key)
    }

    fn set_state(&mut self, key: Key, state: State) {
        if let Some(entry) = self.entry_mut(key) {
            entry.message.state = state;
            self.effects.push(Effect::Row(key));
        }
    }

    fn key(&mut self) -> Key {
        self.last_key += 1;
        self.last_key
    }

    fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        self.last_ticket
    }

    fn fail(&mut self, problem: Problem) {
        self.effects.push(Effect::Announce(Announcement::Failed(problem)));
        self.effects.push(Effect::Fail(problem));
    }

    fn last_answer(&self) -> Option<&Entry> {
        self.entries.last().filter(|entry| entry.message.role == Role::Agent)
    }
}
