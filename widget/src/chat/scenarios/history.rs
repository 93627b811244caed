//! Scenarios: earlier messages and their times.

use super::*;

#[test]
fn history_shows_interrupted_answers_and_follows_running_ones() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(UserAction::Open).then(session(
        "c1",
        vec![
            wire("u1", Role::User, MessageStatus::Complete),
            wire("a1", Role::Agent, MessageStatus::Interrupted),
            wire("u2", Role::User, MessageStatus::Complete),
            wire("a2", Role::Agent, MessageStatus::Streaming),
        ],
    ));
    assert_eq!(paper.states(), [State::Sent, State::Interrupted, State::Sent, State::Streaming]);
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { id, after: 0, .. } if id.as_str() == "a2")));
    paper.told(StreamEvent::Patch(1, first("Anew")));
    assert_eq!(paper.words(), "Anew");
}

#[test]
fn older_messages_come_before_and_only_once() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    let page = (0..30).map(|n| wire(&format!("m{n}"), Role::User, MessageStatus::Complete)).collect();
    paper.act(UserAction::Open).then(session("c1", page)).act(UserAction::Earlier);
    assert!(paper.asks(|effect| matches!(effect, Effect::History { before: Some(id) } if id.as_str() == "m0")));
    let before = ["o1", "m0"].map(|id| wire(id, Role::User, MessageStatus::Complete)).into();
    paper.then(older(before));
    assert_eq!(paper.chat.entries.len(), 31);
    assert_eq!(paper.chat.entries[0].message.id.as_ref().map(parlor_shared::ids::MessageId::as_str), Some("o1"));
    assert!(!paper.chat.summary().has_more);
}

#[test]
fn a_message_has_a_time_once_the_server_has_it() {
    let mut paper = Paper::asked();
    assert_eq!(paper.times(), ["", ""]);
    paper.told(start("a1"));
    assert_eq!(paper.times(), [NOW, NOW]);
    assert!(paper.asks(|effect| *effect == Effect::Row(1)) && paper.asks(|effect| *effect == Effect::Row(2)));
    paper.told(done(1, Finish::Stop, "x")).act(UserAction::Regenerate { client_id: "k2".into() });
    assert_eq!(paper.times(), [NOW, ""], "another answer has a time of its own");

    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(UserAction::Open).then(session("c1", vec![wire("u1", Role::User, MessageStatus::Complete)]));
    assert_eq!(paper.times(), [EARLIER]);
}
