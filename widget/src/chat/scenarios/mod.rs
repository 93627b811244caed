//! Scenarios of conversations, run without a browser.

mod answers;
mod blocks;
mod connection;
mod files;
mod history;
mod page;
mod session;

use parlor_shared::{
    content::{Element, LinkPreview, Node, Patch, QuickReply},
    error::ErrorCode,
    widget::{
        DoneEvent, ErrorEvent, FeedbackValue, Finish, Message as Wire, MessageReply, MessageStatus, ResetEvent, Role,
        StartEvent, Usage,
    },
};

use super::*;

const NOW: &str = "2027-01-15T08:00:00.000Z";
const EARLIER: &str = "2027-01-14T20:15:00.000Z";

/// A chat and the effects of the last event.
struct Paper {
    chat: Chat,
    last: Vec<Effect>,
}

fn text(text: &str) -> Vec<Node> {
    vec![Node::Open(Element::Paragraph), Node::Text(text.into())]
}

fn grown(by: &str) -> Patch {
    Patch { keep: 2, append: by.into(), nodes: vec![] }
}

fn first(words: &str) -> Patch {
    Patch { keep: 0, append: String::new(), nodes: text(words) }
}

/// Messages without blocks.
fn received(messages: Vec<Wire>) -> Vec<Received> {
    messages.into_iter().map(|message| Received { message, blocks: vec![] }).collect()
}

fn older(messages: Vec<Wire>) -> Event {
    Event::History(Page { messages: received(messages), has_more: false })
}

fn opened(conversation: &str, messages: Vec<Wire>) -> Session {
    Session {
        conversation: conversation.parse().unwrap(),
        messages: received(messages),
        greeting: vec![],
        start_first: false,
        contact: None,
        lead_captured: false,
    }
}

fn session(conversation: &str, messages: Vec<Wire>) -> Event {
    Event::Session(opened(conversation, messages))
}

fn wire(id: &str, role: Role, status: MessageStatus) -> Wire {
    Wire {
        id: id.parse().unwrap(),
        role,
        status,
        text: "told".into(),
        nodes: text("told"),
        created_at: EARLIER.into(),
        client_message_id: None,
        reply_to: (role == Role::Agent).then(|| "asked".parse().unwrap()),
        attachments: vec![],
        citations: vec![],
        quick_replies: vec![],
        blocks: vec![],
        feedback: None,
        low_confidence: false,
    }
}

fn start(id: &str) -> StreamEvent {
    StreamEvent::Start(StartEvent {
        conversation_id: "c1".parse().unwrap(),
        message_id: id.parse().unwrap(),
        user_message_id: "u1".parse().unwrap(),
        created_at: NOW.into(),
        client_message_id: None,
    })
}

fn done(seq: u64, finish: Finish, words: &str) -> StreamEvent {
    StreamEvent::Done(
        seq,
        Box::new(DoneEvent {
            finish,
            text: words.into(),
            patch: None,
            citations: vec![],
            quick_replies: vec![QuickReply("More".into())],
            usage: Usage::default(),
            low_confidence: false,
        }),
    )
}

fn refusal(code: ErrorCode, retryable: bool) -> StreamEvent {
    StreamEvent::Refused(Failure::new(code, retryable, None))
}

impl Paper {
    fn opened() -> Self {
        let mut paper = Self { chat: Chat::default(), last: vec![] };
        paper.act(UserAction::Open).then(session("c1", vec![]));
        paper
    }

    fn asked() -> Self {
        let mut paper = Self::opened();
        paper.say("Hello");
        paper
    }

    fn then(&mut self, event: Event) -> &mut Self {
        self.last = self.chat.handle(event);
        self
    }

    fn act(&mut self, act: UserAction) -> &mut Self {
        self.then(Event::User(act))
    }

    fn say(&mut self, text: &str) -> &mut Self {
        self.act(UserAction::Send { text: text.into(), files: vec![], client_id: "k1".into() })
    }

    /// Sends an event on the current connection.
    fn told(&mut self, told: StreamEvent) -> &mut Self {
        let ticket = self.chat.live.as_ref().map_or(0, |live| live.ticket);
        self.then(Event::Answer(ticket, told))
    }

    fn due(&mut self) -> &mut Self {
        let ticket = self.chat.live.as_ref().map_or(0, |live| live.ticket);
        self.then(Event::Due(ticket))
    }

    fn states(&self) -> Vec<State> {
        self.chat.rows().map(|message| message.state).collect()
    }

    fn times(&self) -> Vec<&str> {
        self.chat.rows().map(|message| message.sent_at.as_str()).collect()
    }

    fn words(&self) -> String {
        let last = self.chat.entries.last().unwrap();
        let text = |node: &Node| if let Node::Text(text) = node { text.clone() } else { String::new() };
        last.nodes.iter().map(text).collect()
    }

    fn asks(&self, wanted: impl Fn(&Effect) -> bool) -> bool {
        self.last.iter().any(wanted)
    }
}
