//! Scenarios: connections that break, fall silent and return.

use super::*;

#[test]
fn cut_before_the_start_posts_again_with_the_same_key() {
    let mut paper = Paper::asked();
    paper.told(StreamEvent::Cut);
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { attempt: 1, .. })));
    paper.due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
}

#[test]
fn cut_again_and_again_before_the_start_is_not_sent_and_can_be_retried() {
    let mut paper = Paper::asked();
    for _ in 0..5 {
        paper.told(StreamEvent::Cut).due();
    }
    paper.told(StreamEvent::Cut);
    assert_eq!(paper.states(), [State::Failed(Failure::NETWORK)]);
    let key = paper.chat.entries[0].message.key;
    paper.act(UserAction::Retry { key, client_id: "k2".into() });
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
}

#[test]
fn cut_in_the_middle_resumes_after_the_last_event() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good"))).told(StreamEvent::Cut).due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { id, after: 1, .. } if id.as_str() == "a1")));
    paper.told(StreamEvent::Patch(2, grown(" day"))).told(done(3, Finish::Stop, "Good day"));
    assert_eq!(paper.words(), "Good day");
}

#[test]
fn a_connection_that_speaks_forgets_earlier_failures() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Cut).due().told(StreamEvent::Cut);
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { attempt: 2, .. })));
    paper.due().told(StreamEvent::Stage("thinking".into())).told(StreamEvent::Cut);
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { attempt: 1, .. })));
}

#[test]
fn repeated_events_change_nothing() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good"))).told(StreamEvent::Patch(2, grown(" day")));
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Bad"))).told(StreamEvent::Patch(2, grown(" day")));
    assert_eq!(paper.words(), "Good day");
}

#[test]
fn a_gap_is_asked_for_again() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good"))).told(StreamEvent::Patch(3, grown("!"))).due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { after: 1, .. })));
    assert_eq!(paper.words(), "Good");
}

#[test]
fn a_patch_that_does_not_fit_starts_over() {
    let mut paper = Paper::asked();
    let odd = Patch { keep: 9, ..Patch::default() };
    paper.told(start("a1")).told(StreamEvent::Patch(1, odd)).due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { after: 0, .. })));
}

#[test]
fn what_an_old_connection_says_is_ignored() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good")));
    let old = paper.chat.live.as_ref().unwrap().ticket;
    paper.told(StreamEvent::Cut).due().then(Event::Answer(old, StreamEvent::Patch(2, grown("?"))));
    assert_eq!(paper.words(), "Good");
}

#[test]
fn a_reset_replaces_what_is_shown() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Goo")));
    paper.told(StreamEvent::Reset(ResetEvent { seq: 7, text: None, nodes: Some(text("Good day")) }));
    assert!(paper.asks(|effect| matches!(effect, Effect::Redraw(_))));
    paper.told(StreamEvent::Patch(8, grown("!")));
    assert_eq!(paper.words(), "Good day!");
}

#[test]
fn reconnect_waits_as_long_as_the_server_says() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Reconnect(2000));
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { at_least: 2000, .. })));
}

#[test]
fn offline_waits_for_the_network_and_not_for_a_timer() {
    let mut paper = Paper::asked();
    paper.then(Event::Offline).told(StreamEvent::Cut);
    assert!(!paper.asks(|effect| matches!(effect, Effect::Wait { .. })));
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
    paper.then(Event::Online);
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { .. })));
}

#[test]
fn a_silent_stream_is_resumed_when_the_visitor_comes_back() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).then(Event::Visible(1000.0));
    assert!(!paper.asks(|effect| matches!(effect, Effect::Resume { .. })));
    paper.then(Event::Visible(20_000.0));
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { after: 0, .. })));
}

/// The server is newer than the bundle: every further request would bring the same event.
#[test]
fn an_event_that_cannot_be_read_fails_the_answer_once() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good"))).told(StreamEvent::Unreadable);
    assert_eq!(paper.states(), [State::Sent, State::Failed(Failure::UNREADABLE)]);
    assert!(paper.asks(|effect| *effect == Effect::Abort), "nothing more of it can be used");
    assert!(paper.asks(|effect| *effect == Effect::Fail(Problem::Server)), "the visitor and the page are told");
    assert!(!paper.asks(|effect| matches!(effect, Effect::Wait { .. } | Effect::Resume { .. } | Effect::Lost(_))));
    assert_eq!(paper.words(), "Good", "what could be read stays");
    paper.told(StreamEvent::Unreadable);
    assert_eq!(paper.last, [Effect::Summary], "once");
}

#[test]
fn an_event_that_cannot_be_read_before_the_start_leaves_the_message_to_be_tried_again() {
    let mut paper = Paper::asked();
    paper.told(StreamEvent::Unreadable);
    assert_eq!(paper.states(), [State::Failed(Failure::UNREADABLE)]);
    let key = paper.chat.entries[0].message.key;
    paper.act(UserAction::Retry { key, client_id: "k2".into() });
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")), "the same key");
}
