//! Scenarios: answers that arrive, stop and fail.

use super::*;

#[test]
fn a_message_is_shown_at_once_and_answered() {
    let mut paper = Paper::asked();
    assert!(
        paper.asks(
            |effect| matches!(effect, Effect::Post { client_id, text, .. } if client_id == "k1" && text == "Hello")
        )
    );
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
    paper.told(start("a1"));
    assert_eq!(paper.states(), [State::Sent, State::Streaming]);
    paper.told(StreamEvent::Patch(1, first("Good"))).told(StreamEvent::Patch(2, grown(" day")));
    assert_eq!(paper.words(), "Good day");
    paper.told(done(3, Finish::Stop, "Good day"));
    assert_eq!(paper.states(), [State::Sent, State::Complete]);
    assert!(paper.asks(|effect| matches!(effect, Effect::Announce(Announcement::Finished(_)))));
    assert!(!paper.chat.summary().busy);
}

#[test]
fn a_start_is_announced_once() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("G")));
    assert!(paper.asks(|effect| *effect == Effect::Announce(Announcement::Started)));
    paper.told(StreamEvent::Patch(2, grown("o")));
    assert!(!paper.asks(|effect| matches!(effect, Effect::Announce(_))));
}

#[test]
fn stop_is_a_request_and_keeps_what_there_is() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good"))).act(UserAction::Stop);
    assert!(paper.asks(|effect| matches!(effect, Effect::Stop(id) if id.as_str() == "a1")));
    assert!(paper.chat.summary().stopping);
    paper.told(done(2, Finish::Stopped, "Good"));
    assert_eq!(paper.states(), [State::Sent, State::Stopped]);
    assert_eq!(paper.words(), "Good");
}

#[test]
fn an_answer_that_ran_out_of_room_is_known_as_such() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Good"))).told(done(2, Finish::Length, "Good"));
    assert_eq!(paper.states(), [State::Sent, State::Short]);
    paper.act(UserAction::Regenerate { client_id: "k2".into() });
    assert_eq!(paper.states(), [State::Sent, State::Streaming], "it can be asked for again");
}

#[test]
fn stop_before_the_start_is_sent_as_soon_as_there_is_something_to_stop() {
    let mut paper = Paper::asked();
    paper.act(UserAction::Stop);
    assert!(!paper.asks(|effect| matches!(effect, Effect::Stop(_))));
    paper.told(start("a1"));
    assert!(paper.asks(|effect| matches!(effect, Effect::Stop(id) if id.as_str() == "a1")));
}

#[test]
fn a_busy_conversation_says_so_and_offers_another_try() {
    let mut paper = Paper::asked();
    paper.told(refusal(ErrorCode::AnswerInProgress, true));
    let [State::Failed(failure)] = paper.states()[..] else { panic!("{:?}", paper.states()) };
    assert_eq!((failure.problem, failure.retryable), (Problem::Busy, true));
}

#[test]
fn a_message_sent_while_an_answer_is_written_waits_its_turn() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).act(UserAction::Send { text: "And?".into(), files: vec![], client_id: "k2".into() });
    assert_eq!(paper.states(), [State::Sent, State::Streaming, State::Sending]);
    paper.told(done(1, Finish::Stop, "x"));
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k2")));
    assert_eq!(paper.states(), [State::Sent, State::Complete, State::Sending, State::Streaming]);
}

#[test]
fn a_new_answer_replaces_the_old_one() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Old"))).told(done(2, Finish::Stop, "Old"));
    paper.act(UserAction::Regenerate { client_id: "k2".into() });
    assert!(paper.asks(|effect| matches!(effect, Effect::Regenerate { id, .. } if id.as_str() == "a1")));
    assert_eq!(paper.states(), [State::Sent, State::Streaming]);
    paper.told(start("a2")).told(StreamEvent::Patch(1, first("New"))).told(done(2, Finish::Stop, "New"));
    assert_eq!((paper.words().as_str(), paper.chat.entries.len()), ("New", 2));
}

#[test]
fn a_refused_new_answer_brings_the_old_one_back() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Patch(1, first("Old"))).told(done(2, Finish::Stop, "Old"));
    paper.act(UserAction::Regenerate { client_id: "k2".into() }).told(refusal(ErrorCode::ConversationBudget, true));
    assert_eq!(paper.words(), "Old");
    assert_eq!(paper.states(), [State::Sent, State::Complete]);
    assert_eq!(paper.chat.summary().notice.map(|failure| failure.problem), Some(Problem::Budget));
}

#[test]
fn budgets_of_more_than_the_conversation_have_words_of_their_own() {
    for code in [ErrorCode::AddressBudget, ErrorCode::WidgetBudget, ErrorCode::TeamBudget] {
        let mut paper = Paper::asked();
        paper.told(refusal(code, true));
        let State::Failed(failure) = paper.states()[0] else { panic!("{:?}", paper.states()) };
        assert_eq!(failure.problem.text_key(), "error_quota");
    }
}

#[test]
fn an_answer_that_fails_keeps_its_words() {
    let mut paper = Paper::asked();
    let error = |code| ErrorEvent { code, message: String::new(), retryable: true, retry_after: None };
    paper
        .told(start("a1"))
        .told(StreamEvent::Patch(1, first("Half")))
        .told(StreamEvent::Error(2, error(ErrorCode::UpstreamTimeout)));
    assert!(matches!(paper.states()[1], State::Failed(Failure { problem: Problem::Agent, retryable: true, .. })));
    assert_eq!(paper.words(), "Half");

    let mut paper = Paper::asked();
    paper.told(start("a1")).told(StreamEvent::Error(1, error(ErrorCode::Interrupted)));
    assert_eq!(paper.states()[1], State::Interrupted);
}

#[test]
fn a_whole_answer_without_streaming() {
    let mut paper = Paper::asked();
    let reply = MessageReply {
        message_id: "a1".parse().unwrap(),
        user_message_id: "u1".parse().unwrap(),
        conversation_id: "c1".parse().unwrap(),
        created_at: NOW.into(),
        content: "Good day".into(),
        nodes: None,
        finish: Finish::Stop,
        citations: vec![],
        quick_replies: vec![],
        blocks: vec![],
        usage: Usage::default(),
        low_confidence: false,
    };
    paper.told(StreamEvent::Whole(Box::new(reply), vec![]));
    assert_eq!(paper.states(), [State::Sent, State::Complete]);
    assert_eq!((paper.words().as_str(), paper.times()), ("Good day", vec![NOW, NOW]));
}
