//! Conversations of several tabs, run without a browser: the leader's events are passed on to the others.

use parlor_shared::{
    content::{Element, Node, Patch},
    error::ErrorCode,
    widget::{DoneEvent, Finish, StartEvent, Usage},
};

use super::*;

/// A tab, and the effects of its last event.
struct Tab {
    chat: Chat,
    last: Vec<Effect>,
}

fn session(conversation: &str) -> Event {
    Event::Session(Session {
        conversation: conversation.parse().unwrap(),
        messages: vec![],
        greeting: vec![],
        start_first: false,
        contact: None,
        lead_captured: false,
    })
}

fn start(id: &str) -> StreamEvent {
    StreamEvent::Start(StartEvent {
        conversation_id: "c1".parse().unwrap(),
        message_id: id.parse().unwrap(),
        user_message_id: format!("u-{id}").parse().unwrap(),
        created_at: "2027-01-15T08:00:00.000Z".into(),
        client_message_id: None,
    })
}

fn grown(seq: u64, words: &str) -> StreamEvent {
    let nodes = vec![Node::Open(Element::Paragraph), Node::Text(words.into())];
    StreamEvent::Patch(seq, Patch { keep: 0, append: String::new(), nodes })
}

fn done(seq: u64, text: &str) -> StreamEvent {
    StreamEvent::Done(
        seq,
        Box::new(DoneEvent {
            finish: Finish::Stop,
            text: text.into(),
            patch: None,
            citations: vec![],
            quick_replies: vec![],
            usage: Usage::default(),
            low_confidence: false,
        }),
    )
}

impl Tab {
    fn listening() -> Self {
        let mut tab = Self { chat: Chat::default(), last: vec![] };
        tab.then(Event::User(UserAction::Open)).then(Event::LeaderChanged(false)).then(session("c1"));
        tab
    }

    fn then(&mut self, event: Event) -> &mut Self {
        self.last = self.chat.handle(event);
        self
    }

    fn said(&mut self, id: &str, text: &str) -> &mut Self {
        self.then(Event::User(UserAction::Send { text: text.into(), files: vec![], client_id: id.into() }))
    }

    fn began(&mut self, id: &str, text: &str) -> &mut Self {
        self.then(Event::TurnStarted { client_id: id.into(), text: text.into(), files: vec![] })
    }

    fn hears(&mut self, told: StreamEvent) -> &mut Self {
        self.then(Event::Broadcast(told))
    }

    fn shown(&self) -> Vec<(&str, State)> {
        self.chat.rows().map(|row| (row.text.as_str(), row.state)).collect()
    }

    fn asks(&self, wanted: impl Fn(&Effect) -> bool) -> bool {
        self.last.iter().any(wanted)
    }
}

#[test]
fn a_listening_tab_sends_nothing_and_shows_everything() {
    let mut tab = Tab::listening();
    tab.said("k1", "Hello");
    assert!(!tab.asks(|effect| matches!(effect, Effect::Post { .. })));
    assert_eq!(tab.shown(), [("Hello", State::Sending)]);
    tab.began("k1", "Hello");
    assert_eq!(tab.shown(), [("Hello", State::Sending), ("", State::Streaming)]);
    tab.hears(start("a1")).hears(grown(1, "Good")).hears(done(2, "Good"));
    assert_eq!(tab.shown(), [("Hello", State::Sent), ("Good", State::Complete)]);
    assert!(!tab.chat.summary().busy);
    // Repeated for a tab that came later: nothing new.
    tab.hears(start("a1")).hears(grown(1, "Good"));
    assert_eq!(tab.shown(), [("Hello", State::Sent), ("Good", State::Complete)]);
}

#[test]
fn the_order_is_the_speaking_tabs() {
    let mut tab = Tab::listening();
    tab.said("mine", "mine").began("theirs", "theirs");
    let expected = [("theirs", State::Sending), ("", State::Streaming), ("mine", State::Sending)];
    assert_eq!(tab.shown(), expected);
    tab.hears(start("a1")).hears(done(1, "x")).began("mine", "mine");
    assert_eq!(tab.shown()[2..], [("mine", State::Sending), ("", State::Streaming)]);
}

#[test]
fn a_tab_that_takes_over_continues_in_place() {
    let mut tab = Tab::listening();
    tab.began("k1", "Hello").hears(start("a1")).hears(grown(1, "Good")).then(Event::LeaderChanged(true));
    assert!(tab.asks(|effect| matches!(effect, Effect::Resume { id, after: 1, .. } if id.as_str() == "a1")));

    let mut tab = Tab::listening();
    tab.began("k1", "Hello").then(Event::LeaderChanged(true));
    assert!(tab.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")), "the same key");

    let mut tab = Tab::listening();
    tab.said("k1", "Hello").then(Event::LeaderChanged(true));
    assert!(tab.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")), "nobody had");
}

#[test]
fn a_demoted_tab_closes_the_connection_and_listens() {
    let mut tab = Tab { chat: Chat::default(), last: vec![] };
    tab.then(Event::User(UserAction::Open)).then(session("c1")).said("k1", "Hello").then(Event::LeaderChanged(false));
    assert!(tab.asks(|effect| *effect == Effect::Abort));
    tab.hears(start("a1")).hears(done(1, "Good"));
    assert_eq!(tab.shown(), [("Hello", State::Sent), ("Good", State::Complete)]);
}

#[test]
fn what_was_missed_is_asked_for() {
    let mut tab = Tab::listening();
    tab.began("k1", "Hello").hears(start("a1")).hears(grown(5, "d"));
    assert!(tab.asks(|effect| matches!(effect, Effect::Wait { .. })), "a gap");
    let mut tab = Tab::listening();
    tab.hears(start("a1"));
    assert!(tab.asks(|effect| *effect == Effect::Init { fresh: false }), "a whole turn");
}

#[test]
fn a_message_given_up_is_given_up_everywhere_and_can_be_tried_anywhere() {
    let mut tab = Tab::listening();
    tab.began("k1", "Hello").then(Event::Lost(Failure::NETWORK));
    assert_eq!(tab.shown(), [("Hello", State::Failed(Failure::NETWORK))]);
    tab.said("k1", "Hello");
    assert_eq!(tab.shown(), [("Hello", State::Sending)], "tried again in another tab");
    for problem in ["error_network", "error_budget", "error_quota", "session_over", "error_agent"] {
        assert_eq!(Problem::of_key(problem).text_key(), problem);
    }
}

#[test]
fn a_session_that_is_over_waits_for_the_visitor_and_loses_nothing() {
    let mut tab = Tab { chat: Chat::default(), last: vec![] };
    tab.then(Event::User(UserAction::Open)).then(session("c1")).said("k1", "Hello");
    let ticket = tab.chat.live.as_ref().unwrap().ticket;
    let refused = StreamEvent::Refused(Failure::new(ErrorCode::SessionExpired, false, None));
    tab.then(Event::Answer(ticket, refused));
    assert_eq!((tab.chat.summary().phase, tab.shown()), (Phase::Ended, vec![("Hello", State::Sending)]));
    assert_eq!(
        tab.chat.unsent().map(|it| (it.client_id.as_str(), it.text.as_str())).collect::<Vec<_>>(),
        [("k1", "Hello")]
    );
    tab.then(Event::User(UserAction::Open));
    assert!(tab.asks(|effect| *effect == Effect::Init { fresh: false }));
    tab.then(session("c2"));
    assert!(tab.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));

    let mut tab = Tab::listening();
    tab.then(Event::Expired);
    assert_eq!(tab.chat.summary().phase, Phase::Ended);
}

#[test]
fn what_an_earlier_page_could_not_send_is_sent_once() {
    let mut tab = Tab { chat: Chat::default(), last: vec![] };
    let message = |id: &str, text: &str| UnsentMessage { client_id: id.into(), text: text.into(), files: vec![] };
    let unsent = || Event::Unsent(vec![message("k1", "one"), message("k2", "two")]);
    tab.then(Event::User(UserAction::Open)).then(unsent()).then(unsent());
    assert_eq!(tab.shown(), [("one", State::Sending), ("two", State::Sending)]);
    tab.then(session("c1"));
    assert!(tab.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
}

#[test]
fn forgetting_leaves_nothing_and_asks_nothing() {
    let mut tab = Tab::listening();
    tab.began("k1", "Hello").then(Event::Erased);
    assert_eq!((tab.shown(), tab.chat.summary().phase), (vec![], Phase::Idle));
    assert!(!tab.asks(|effect| matches!(effect, Effect::Init { .. })));
}
