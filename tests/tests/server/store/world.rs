//! An agent, a widget, a visitor and a conversation, and short ways to do things with them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use parlor::core::{
    conversation::{
        Conversation, Page,
        attachment::{Attachment, Kind, Takes},
        message::{AnswerFailure, Extras, Message},
        run::{Done, LogChunk, RunEvent},
        visitor::Visitor,
    },
    engagement::lead::Lead,
    entropy::SystemEntropy,
    owner::agent::{AgentProfile, AgentSpec},
    security::budget::{Amount, BudgetKey, Charge, Claim, Scope, Settlement},
    store::{AgentMessage, Begun, Ended, Lease, MessagePlace, NewAnswer, NewTurn, Store},
    widget::{Widget, WidgetKeys},
};
use parlor_shared::{
    error::ErrorCode,
    ids::{ConversationId, MessageId},
    widget::{Finish, MessageStatus, Usage},
};
use parlor_tests::{
    app::{TEAM, lead},
    databases::{Backend, Guard},
};

/// The node that writes answers here.
pub(crate) const NODE: &str = "node-1";
pub(crate) const HOUR: i64 = 3_600_000;

/// A new, unused id.
pub(crate) fn fresh<I: TryFrom<String>>() -> I
where
    I::Error: std::fmt::Debug,
{
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("id-{:08}-{}", COUNT.fetch_add(1, Ordering::Relaxed), std::process::id()).try_into().unwrap()
}

/// Returns the time this many milliseconds after a fixed moment.
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
}

pub(crate) fn lease(owner: &str, until: i64) -> Lease {
    Lease { owner: owner.into(), until: at(until) }
}

/// Enough for every test that is not about budgets.
pub(crate) const PLENTY: Amount = Amount { answers: 1_000_000, tokens: 1_000_000_000, bytes: 1_000_000_000 };

/// Charges one answer to its conversation alone, which may use this amount in a period from now on.
pub(crate) fn charge(conversation: &Conversation, most: Amount, period: Duration, millis: i64) -> Charge {
    let account = BudgetKey { scope: Scope::Conversation, subject: conversation.id.to_string() };
    let ends_at = at(millis).checked_add(period).unwrap_or(Timestamp::MAX);
    Charge::new(vec![Claim { account, most, ends_at }], Amount::call(0), at(millis))
}

pub(crate) fn text(words: &str) -> RunEvent {
    RunEvent::Text(words.into())
}

pub(crate) fn done() -> RunEvent {
    RunEvent::Done(Done {
        finish: Finish::Stop,
        citations: vec![],
        quick_replies: vec![],
        usage: Usage::default(),
        low_confidence: false,
    })
}

pub(crate) fn failed() -> RunEvent {
    RunEvent::Failed(AnswerFailure { code: ErrorCode::UpstreamError, retry_after: None })
}

pub(crate) fn chunk(first_seq: u64, events: &[RunEvent]) -> LogChunk {
    LogChunk { first_seq, events: events.to_vec() }
}

pub(crate) fn agent() -> AgentProfile {
    AgentProfile {
        id: fresh(),
        team_id: TEAM.parse().unwrap(),
        name: "Ada".into(),
        spec: AgentSpec::Scripted {},
        starter_prompts: vec!["Where is my order?".into()],
        language: "en".into(),
        created_at: at(0),
    }
}

pub(crate) fn widget(agent: &AgentProfile) -> Widget {
    let id: parlor_shared::ids::WidgetId = fresh();
    let keys = WidgetKeys { key: format!("wk_{id}"), embed_token: format!("wt_{id}"), caty_key: format!("caty_{id}") };
    Widget {
        id,
        keys,
        agent_id: Some(agent.id.clone()),
        allowed_origins: vec!["https://shop.example".into()],
        ..Widget::new(agent.team_id.clone(), "Shop", at(0), &SystemEntropy)
    }
}

pub(crate) fn visitor(widget: &Widget) -> Visitor {
    let id: parlor_shared::ids::VisitorId = fresh();
    Visitor {
        secret_hash: format!("hash-of-{id}"),
        id,
        widget_id: widget.id.clone(),
        locale: Some("de-CH".into()),
        identity: None,
        created_at: at(0),
    }
}

pub(crate) fn conversation(widget: &Widget, visitor: &Visitor) -> Conversation {
    Conversation {
        id: fresh(),
        widget_id: widget.id.clone(),
        agent_id: widget.agent_id.clone().unwrap(),
        visitor_id: visitor.id.clone(),
        page: Page::described(Some("https://shop.example/a"), None, None),
        created_at: at(0),
        last_activity_at: at(0),
        lead_captured: false,
    }
}

/// A text file of three bytes.
pub(crate) fn file(conversation: &ConversationId, name: &str) -> Attachment {
    Attachment {
        id: fresh(),
        conversation_id: conversation.clone(),
        name: name.into(),
        kind: Kind::Text,
        size: 3,
        text: None,
        created_at: at(0),
    }
}

/// An open store with one of everything.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) guard: Guard,
    pub(crate) agent: AgentProfile,
    pub(crate) widget: Widget,
    pub(crate) visitor: Visitor,
    pub(crate) conversation: Conversation,
}

impl World {
    pub(crate) async fn new(backend: Backend) -> Self {
        let (store, guard) = backend.open().await;
        Self::in_store(store, guard).await
    }

    pub(crate) async fn in_store(store: Arc<dyn Store>, guard: Guard) -> Self {
        let agent = agent();
        let widget = widget(&agent);
        let visitor = visitor(&widget);
        let conversation = conversation(&widget, &visitor);
        parlor_tests::app::team(store.as_ref(), at(0)).await.unwrap();
        store.put_agent(&agent).await.unwrap();
        store.put_widget(&widget).await.unwrap();
        store.insert_visitor(&visitor).await.unwrap();
        store.insert_conversation(&conversation).await.unwrap();
        Self { store, guard, agent, widget, visitor, conversation }
    }

    /// One more conversation of the visitor.
    pub(crate) async fn another(&self) -> Conversation {
        let conversation = conversation(&self.widget, &self.visitor);
        self.store.insert_conversation(&conversation).await.unwrap();
        conversation
    }

    /// One more visitor of the widget, with a conversation.
    pub(crate) async fn stranger(&self) -> (Visitor, Conversation) {
        let visitor = visitor(&self.widget);
        let conversation = conversation(&self.widget, &visitor);
        self.store.insert_visitor(&visitor).await.unwrap();
        self.store.insert_conversation(&conversation).await.unwrap();
        (visitor, conversation)
    }

    pub(crate) fn turn(&self, text: &str, key: &str) -> NewTurn {
        NewTurn {
            conversation_id: self.conversation.id.clone(),
            visitor_id: self.visitor.id.clone(),
            user_message_id: fresh(),
            answer_id: fresh(),
            text: text.into(),
            rendered: None,
            form: None,
            client_id: Some(key.into()),
            attachments: Takes::default(),
            charge: charge(&self.conversation, PLENTY, Duration::from_hours(1), 0),
            lease: lease(NODE, HOUR),
            at: at(0),
        }
    }

    /// A lead that came from the conversation.
    pub(crate) fn lead(&self, email: &str) -> Lead {
        lead(fresh(), &self.agent.id, &self.conversation.id, email, at(0))
    }

    /// A message that nobody asked for.
    pub(crate) fn agent_message(&self, words: &str, place: MessagePlace) -> AgentMessage {
        AgentMessage {
            conversation_id: self.conversation.id.clone(),
            visitor_id: self.visitor.id.clone(),
            message_id: fresh(),
            text: words.into(),
            rendered: None,
            place,
            at: at(0),
        }
    }

    pub(crate) fn redo(&self, answer: &MessageId) -> NewAnswer {
        NewAnswer {
            conversation_id: self.conversation.id.clone(),
            visitor_id: self.visitor.id.clone(),
            supersedes: answer.clone(),
            answer_id: fresh(),
            charge: charge(&self.conversation, PLENTY, Duration::from_hours(1), 0),
            lease: lease(NODE, HOUR),
            at: at(0),
        }
    }

    #[expect(clippy::unused_self, reason = "reads as an act of this world, like its neighbours")]
    pub(crate) fn ended(&self, answer: &MessageId, words: &str, status: MessageStatus) -> Ended {
        let last = if status == MessageStatus::Failed { failed() } else { done() };
        Ended {
            answer_id: answer.clone(),
            owner: NODE.into(),
            status,
            text: words.into(),
            rendered: None,
            extras: Extras::default(),
            settlement: Settlement::default(),
            log: chunk(1, &[text(words), last]),
            at: at(10),
        }
    }

    /// A message whose answer is being written.
    pub(crate) async fn start(&self, words: &str, key: &str) -> (Message, Message) {
        started(self.store.begin(&self.turn(words, key)).await.unwrap())
    }

    /// A message and its answer, which ended so.
    pub(crate) async fn exchange(&self, words: &str, reply: &str, status: MessageStatus) -> (MessageId, MessageId) {
        let (user, answer) = self.start(words, words).await;
        self.store.end(&self.ended(&answer.id, reply, status)).await.unwrap();
        (user.id, answer.id)
    }

    pub(crate) async fn message(&self, id: &MessageId) -> Message {
        self.store.message(&self.conversation.id, id).await.unwrap().unwrap()
    }

    pub(crate) async fn history(&self) -> Vec<Message> {
        self.store.history(&self.conversation.id, None, 1_000).await.unwrap()
    }

    pub(crate) async fn log(&self, answer: &MessageId, after: u64) -> Vec<(u64, RunEvent)> {
        self.store.log(&self.conversation.id, answer, after).await.unwrap()
    }
}

/// The messages of a turn that began.
#[track_caller]
pub(crate) fn started(begun: Begun) -> (Message, Message) {
    match begun {
        Begun::Started { user, answer } => (user, answer),
        other => panic!("did not start: {other:?}"),
    }
}
