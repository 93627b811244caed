//! Scenarios: the page's tools, hidden messages, and messages in the agent's place.

use super::*;

fn call(id: &str) -> PageCall {
    PageCall { message: "m1".into(), id: id.into(), name: "stock".into(), args: "{}".into(), ask: true }
}

fn calls(effects: &[Effect]) -> Vec<Option<&str>> {
    let call = |effect: &Effect| match effect {
        Effect::Call(call) => Some(call.as_ref().map(|call| call.id.clone())),
        _ => None,
    };
    let calls: Vec<_> = effects.iter().filter_map(call).collect();
    calls.into_iter().map(|id| id.map(|id| if id == "a" { "a" } else { "b" })).collect()
}

#[test]
fn a_call_of_the_pages_tool_waits_until_the_answer_goes_on() {
    let mut paper = Paper::asked();
    paper.told(start("m1")).told(StreamEvent::Call(1, call("a")));
    assert_eq!(calls(&paper.last), [Some("a")]);
    paper.told(StreamEvent::Stage("thinking".into()));
    assert!(calls(&paper.last).is_empty(), "a stage is not the answer");
    paper.told(StreamEvent::Call(2, call("b")));
    assert_eq!(calls(&paper.last), [None, Some("b")]);
    paper.told(StreamEvent::Patch(3, first("Three")));
    assert_eq!(calls(&paper.last), [None]);
    paper.told(done(4, Finish::Stop, "Three"));
    assert!(calls(&paper.last).is_empty());
}

#[test]
fn a_call_that_is_told_again_is_made_once() {
    let mut paper = Paper::asked();
    paper.told(start("m1")).told(StreamEvent::Call(1, call("a")));
    // The reader lost its position and receives everything again.
    paper
        .told(StreamEvent::Reset(ResetEvent { seq: 0, text: None, nodes: Some(vec![]) }))
        .told(StreamEvent::Call(1, call("a")));
    assert!(calls(&paper.last).is_empty());
    paper.told(StreamEvent::Patch(2, first("Three")));
    assert_eq!(calls(&paper.last), [None]);
}

#[test]
fn who_comes_back_to_an_answer_makes_none_of_its_calls() {
    let mut paper = Paper::opened();
    let mut waiting = wire("m1", Role::Agent, MessageStatus::Streaming);
    waiting.nodes.clear();
    paper.then(session("c2", vec![wire("u1", Role::User, MessageStatus::Complete), waiting]));
    paper.told(StreamEvent::Call(1, call("a")));
    assert!(calls(&paper.last).is_empty());
}

#[test]
fn what_the_page_says_unseen_is_no_row() {
    let mut paper = Paper::opened();
    paper.act(UserAction::Send { text: "secret".into(), files: vec![], client_id: [HIDDEN, "1"].concat() });
    assert!(paper.last.iter().any(|effect| matches!(effect, Effect::Post { text, .. } if text == "secret")));
    assert_eq!(paper.chat.rows().map(|row| row.role).collect::<Vec<_>>(), [Role::Agent]);
}

#[test]
fn the_pages_own_words_stand_at_the_end() {
    let mut paper = Paper::opened();
    paper.then(Event::Local(text("Welcome")));
    let row = paper.chat.rows().last().map(|row| (row.role, row.state));
    assert_eq!(row, Some((Role::Agent, State::Greeting)));
    assert!(paper.chat.summary().empty, "nobody has said anything");
}
