//! Scenarios: sessions that are opened, refused, renewed and restarted.

use super::*;

#[test]
fn an_expired_token_is_renewed_in_silence() {
    let mut paper = Paper::asked();
    paper.told(refusal(ErrorCode::InvalidToken, false));
    assert!(paper.asks(|effect| *effect == Effect::Init { fresh: false }));
    assert!(!paper.asks(|effect| matches!(effect, Effect::Announce(_))));
    paper.then(session("c1", vec![]));
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
}

#[test]
fn a_token_refused_twice_is_a_failure() {
    let mut paper = Paper::asked();
    paper.told(refusal(ErrorCode::InvalidToken, false)).then(session("c1", vec![]));
    paper.told(refusal(ErrorCode::InvalidToken, false));
    assert!(matches!(paper.states()[..], [State::Failed(_)]));
}

#[test]
fn a_session_that_ended_is_kept_to_be_read_and_the_next_one_gets_the_unsent_message() {
    let mut paper = Paper::asked();
    paper.told(refusal(ErrorCode::InvalidToken, false)).then(session("c2", vec![]));
    assert_eq!((paper.chat.summary().phase, paper.states()), (Phase::Ended, vec![State::Sending]));
    paper.act(UserAction::Open).then(session("c2", vec![]));
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
}

#[test]
fn a_message_sent_before_the_session_is_open_waits_for_it() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.say("Hello");
    assert!(paper.asks(|effect| *effect == Effect::Init { fresh: false }));
    paper.then(session("c1", vec![]));
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { .. })));
}

#[test]
fn a_refused_session_can_be_opened_again() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(UserAction::Open).then(Event::NoSession(Failure::NETWORK));
    assert_eq!(paper.chat.summary().phase, Phase::Refused(Failure::NETWORK));
    paper.act(UserAction::Open).then(session("c1", vec![]));
    assert_eq!(paper.chat.summary().phase, Phase::Ready);
}

#[test]
fn a_new_conversation_begins_empty() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).act(UserAction::Restart);
    assert!(paper.asks(|effect| *effect == Effect::Init { fresh: true }));
    paper.then(session("c2", vec![]));
    assert!(paper.chat.summary().empty);
}

fn greeted(messages: Vec<Wire>) -> Event {
    Event::Session(Session { greeting: text("Welcome"), ..opened("c1", messages) })
}

#[test]
fn the_greeting_comes_first_and_is_no_message() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.chat.handle(Event::User(UserAction::Open));
    paper.chat.handle(greeted(vec![]));
    assert_eq!(paper.states(), [State::Greeting]);
    let key = paper.chat.rows().next().unwrap().key;
    assert_eq!(paper.chat.nodes(key), text("Welcome"));
    assert!(paper.chat.summary().empty, "suggestions are still offered");
    paper.last = paper.chat.handle(Event::User(UserAction::Regenerate { client_id: "r".into() }));
    assert_eq!(paper.last, [Effect::Summary], "it cannot be asked for again");
    paper.last = paper.chat.handle(Event::User(UserAction::Rate { key, rating: Rating::thumb(FeedbackValue::Up) }));
    assert_eq!(paper.last, [Effect::Summary], "nor rated");
    paper.chat.handle(Event::User(UserAction::Send { text: "Hi".into(), files: vec![], client_id: "a".into() }));
    assert_eq!(paper.states(), [State::Greeting, State::Sending, State::Streaming]);
    assert!(!paper.chat.summary().empty);
    paper.chat.handle(greeted(vec![]));
    assert_eq!(paper.chat.rows().count(), 3, "a renewed session does not greet again");
}

#[test]
fn the_greeting_waits_for_the_oldest_message() {
    let page = |from: usize| {
        (from..from + 30).map(|n| wire(&format!("m{n}"), Role::Agent, MessageStatus::Complete)).collect::<Vec<_>>()
    };
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(UserAction::Open).then(greeted(page(100)));
    assert!(!paper.states().contains(&State::Greeting));
    paper.act(UserAction::Earlier).then(older(page(10)));
    assert_eq!(paper.states().len(), 61);
    assert_eq!(paper.states()[0], State::Greeting);
}
