//! Conversations played on paper.

use parlor_shared::{
    content::{Element, LinkPreview, Node, Patch, QuickReply},
    error::ErrorCode,
    widget::{
        DoneEvent, ErrorEvent, FeedbackValue, Finish, HistoryReply, Message as Wire, MessageReply, MessageStatus,
        ResetEvent, Role, StartEvent, Usage,
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

fn session(conversation: &str, messages: Vec<Wire>) -> Event {
    Event::Session(Session { conversation: conversation.parse().unwrap(), messages, greeting: vec![] })
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
        reply_to: None,
        attachments: vec![],
        citations: vec![],
        quick_replies: vec![],
        blocks: vec![],
        feedback: None,
        low_confidence: false,
    }
}

fn start(id: &str) -> Told {
    Told::Start(StartEvent {
        conversation_id: "c1".parse().unwrap(),
        message_id: id.parse().unwrap(),
        user_message_id: "u1".parse().unwrap(),
        created_at: NOW.into(),
        client_message_id: None,
    })
}

fn done(seq: u64, finish: Finish, words: &str) -> Told {
    Told::Done(
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

fn refusal(code: ErrorCode, retryable: bool) -> Told {
    Told::Refused(Failure::new(code, retryable, None))
}

impl Paper {
    fn opened() -> Self {
        let mut paper = Self { chat: Chat::default(), last: vec![] };
        paper.act(Act::Open).then(session("c1", vec![]));
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

    fn act(&mut self, act: Act) -> &mut Self {
        self.then(Event::Act(act))
    }

    fn say(&mut self, text: &str) -> &mut Self {
        self.act(Act::Send { text: text.into(), files: vec![], client_id: "k1".into() })
    }

    /// On the present connection.
    fn told(&mut self, told: Told) -> &mut Self {
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
    paper.told(Told::Patch(1, first("Good"))).told(Told::Patch(2, grown(" day")));
    assert_eq!(paper.words(), "Good day");
    paper.told(done(3, Finish::Stop, "Good day"));
    assert_eq!(paper.states(), [State::Sent, State::Complete]);
    assert!(paper.asks(|effect| matches!(effect, Effect::Announce(Announcement::Finished(_)))));
    assert!(!paper.chat.summary().busy);
}

#[test]
fn a_start_is_announced_once() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("G")));
    assert!(paper.asks(|effect| *effect == Effect::Announce(Announcement::Started)));
    paper.told(Told::Patch(2, grown("o")));
    assert!(!paper.asks(|effect| matches!(effect, Effect::Announce(_))));
}

#[test]
fn cut_before_the_start_posts_again_with_the_same_key() {
    let mut paper = Paper::asked();
    paper.told(Told::Cut);
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { attempt: 1, .. })));
    paper.due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
}

#[test]
fn cut_again_and_again_before_the_start_is_not_sent_and_can_be_retried() {
    let mut paper = Paper::asked();
    for _ in 0..5 {
        paper.told(Told::Cut).due();
    }
    paper.told(Told::Cut);
    assert_eq!(paper.states(), [State::Failed(Failure::NETWORK)]);
    let key = paper.chat.entries[0].message.key;
    paper.act(Act::Retry { key, client_id: "k2".into() });
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
}

#[test]
fn cut_in_the_middle_resumes_after_the_last_event() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Good"))).told(Told::Cut).due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { id, after: 1, .. } if id.as_str() == "a1")));
    paper.told(Told::Patch(2, grown(" day"))).told(done(3, Finish::Stop, "Good day"));
    assert_eq!(paper.words(), "Good day");
}

#[test]
fn a_connection_that_speaks_forgets_earlier_failures() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Cut).due().told(Told::Cut);
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { attempt: 2, .. })));
    paper.due().told(Told::Stage("thinking".into())).told(Told::Cut);
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { attempt: 1, .. })));
}

#[test]
fn repeated_events_change_nothing() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Good"))).told(Told::Patch(2, grown(" day")));
    paper.told(start("a1")).told(Told::Patch(1, first("Bad"))).told(Told::Patch(2, grown(" day")));
    assert_eq!(paper.words(), "Good day");
}

#[test]
fn a_gap_is_asked_for_again() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Good"))).told(Told::Patch(3, grown("!"))).due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { after: 1, .. })));
    assert_eq!(paper.words(), "Good");
}

#[test]
fn a_patch_that_does_not_fit_starts_over() {
    let mut paper = Paper::asked();
    let odd = Patch { keep: 9, ..Patch::default() };
    paper.told(start("a1")).told(Told::Patch(1, odd)).due();
    assert!(paper.asks(|effect| matches!(effect, Effect::Resume { after: 0, .. })));
}

#[test]
fn what_an_old_connection_says_is_ignored() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Good")));
    let old = paper.chat.live.as_ref().unwrap().ticket;
    paper.told(Told::Cut).due().then(Event::Answer(old, Told::Patch(2, grown("?"))));
    assert_eq!(paper.words(), "Good");
}

#[test]
fn a_reset_replaces_what_is_shown() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Goo")));
    paper.told(Told::Reset(ResetEvent { seq: 7, text: None, nodes: Some(text("Good day")) }));
    assert!(paper.asks(|effect| matches!(effect, Effect::Redraw(_))));
    paper.told(Told::Patch(8, grown("!")));
    assert_eq!(paper.words(), "Good day!");
}

#[test]
fn reconnect_waits_as_long_as_the_server_says() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Reconnect(2000));
    assert!(paper.asks(|effect| matches!(effect, Effect::Wait { at_least: 2000, .. })));
}

#[test]
fn stop_is_a_request_and_keeps_what_there_is() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Good"))).act(Act::Stop);
    assert!(paper.asks(|effect| matches!(effect, Effect::Stop(id) if id.as_str() == "a1")));
    assert!(paper.chat.summary().stopping);
    paper.told(done(2, Finish::Stopped, "Good"));
    assert_eq!(paper.states(), [State::Sent, State::Stopped]);
    assert_eq!(paper.words(), "Good");
}

#[test]
fn an_answer_that_ran_out_of_room_is_known_as_such() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Good"))).told(done(2, Finish::Length, "Good"));
    assert_eq!(paper.states(), [State::Sent, State::Short]);
    paper.act(Act::Regenerate { client_id: "k2".into() });
    assert_eq!(paper.states(), [State::Sent, State::Streaming], "it can be asked for again");
}

#[test]
fn stop_before_the_start_is_sent_as_soon_as_there_is_something_to_stop() {
    let mut paper = Paper::asked();
    paper.act(Act::Stop);
    assert!(!paper.asks(|effect| matches!(effect, Effect::Stop(_))));
    paper.told(start("a1"));
    assert!(paper.asks(|effect| matches!(effect, Effect::Stop(id) if id.as_str() == "a1")));
}

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
fn a_new_conversation_after_renewal_gets_the_unsent_message() {
    let mut paper = Paper::asked();
    paper.told(refusal(ErrorCode::InvalidToken, false)).then(session("c2", vec![]));
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k1")));
}

#[test]
fn a_busy_conversation_says_so_and_offers_another_try() {
    let mut paper = Paper::asked();
    paper.told(refusal(ErrorCode::AnswerInProgress, true));
    let [State::Failed(failure)] = paper.states()[..] else { panic!("{:?}", paper.states()) };
    assert_eq!((failure.problem, failure.retryable), (Problem::Busy, true));
}

#[test]
fn offline_waits_for_the_network_and_not_for_a_timer() {
    let mut paper = Paper::asked();
    paper.then(Event::Offline).told(Told::Cut);
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

#[test]
fn a_message_sent_while_an_answer_is_written_waits_its_turn() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).act(Act::Send { text: "And?".into(), files: vec![], client_id: "k2".into() });
    assert_eq!(paper.states(), [State::Sent, State::Streaming, State::Sending]);
    paper.told(done(1, Finish::Stop, "x"));
    assert!(paper.asks(|effect| matches!(effect, Effect::Post { client_id, .. } if client_id == "k2")));
    assert_eq!(paper.states(), [State::Sent, State::Complete, State::Sending, State::Streaming]);
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
fn a_new_answer_replaces_the_old_one() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Old"))).told(done(2, Finish::Stop, "Old"));
    paper.act(Act::Regenerate { client_id: "k2".into() });
    assert!(paper.asks(|effect| matches!(effect, Effect::Regenerate { id, .. } if id.as_str() == "a1")));
    assert_eq!(paper.states(), [State::Sent, State::Streaming]);
    paper.told(start("a2")).told(Told::Patch(1, first("New"))).told(done(2, Finish::Stop, "New"));
    assert_eq!((paper.words().as_str(), paper.chat.entries.len()), ("New", 2));
}

#[test]
fn a_refused_new_answer_brings_the_old_one_back() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Patch(1, first("Old"))).told(done(2, Finish::Stop, "Old"));
    paper.act(Act::Regenerate { client_id: "k2".into() }).told(refusal(ErrorCode::ConversationBudget, true));
    assert_eq!(paper.words(), "Old");
    assert_eq!(paper.states(), [State::Sent, State::Complete]);
    assert_eq!(paper.chat.summary().notice.map(|failure| failure.problem), Some(Problem::Budget));
}

#[test]
fn an_answer_that_fails_keeps_its_words() {
    let mut paper = Paper::asked();
    let error = |code| ErrorEvent { code, message: String::new(), retryable: true, retry_after: None };
    paper.told(start("a1")).told(Told::Patch(1, first("Half"))).told(Told::Error(2, error(ErrorCode::UpstreamTimeout)));
    assert!(matches!(paper.states()[1], State::Failed(Failure { problem: Problem::Agent, retryable: true, .. })));
    assert_eq!(paper.words(), "Half");

    let mut paper = Paper::asked();
    paper.told(start("a1")).told(Told::Error(1, error(ErrorCode::Interrupted)));
    assert_eq!(paper.states()[1], State::Interrupted);
}

#[test]
fn history_shows_interrupted_answers_and_follows_running_ones() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(Act::Open).then(session(
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
    paper.told(Told::Patch(1, first("Anew")));
    assert_eq!(paper.words(), "Anew");
}

#[test]
fn older_messages_come_before_and_only_once() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    let page = (0..30).map(|n| wire(&format!("m{n}"), Role::User, MessageStatus::Complete)).collect();
    paper.act(Act::Open).then(session("c1", page)).act(Act::Earlier);
    assert!(paper.asks(|effect| matches!(effect, Effect::History { before: Some(id) } if id.as_str() == "m0")));
    let older = ["o1", "m0"].map(|id| wire(id, Role::User, MessageStatus::Complete)).into();
    paper.then(Event::History(HistoryReply { messages: older, has_more: false }));
    assert_eq!(paper.chat.entries.len(), 31);
    assert_eq!(paper.chat.entries[0].message.id.as_ref().map(MessageId::as_str), Some("o1"));
    assert!(!paper.chat.summary().has_more);
}

#[test]
fn a_whole_answer_without_streaming() {
    let mut paper = Paper::asked();
    paper.told(Told::Whole(Box::new(MessageReply {
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
    })));
    assert_eq!(paper.states(), [State::Sent, State::Complete]);
    assert_eq!((paper.words().as_str(), paper.times()), ("Good day", vec![NOW, NOW]));
}

#[test]
fn a_message_has_a_time_once_the_server_has_it() {
    let mut paper = Paper::asked();
    assert_eq!(paper.times(), ["", ""]);
    paper.told(start("a1"));
    assert_eq!(paper.times(), [NOW, NOW]);
    assert!(paper.asks(|effect| *effect == Effect::Row(1)) && paper.asks(|effect| *effect == Effect::Row(2)));
    paper.told(done(1, Finish::Stop, "x")).act(Act::Regenerate { client_id: "k2".into() });
    assert_eq!(paper.times(), [NOW, ""], "another answer has a time of its own");

    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(Act::Open).then(session("c1", vec![wire("u1", Role::User, MessageStatus::Complete)]));
    assert_eq!(paper.times(), [EARLIER]);
}

#[test]
fn a_comment_is_sent_without_white_space_around_it_and_not_too_long() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(done(1, Finish::Stop, "x"));
    let key = paper.chat.entries[1].message.key;
    let mut rate = |comment: &str| {
        let judgement =
            Judgement { reason: Some("other"), comment: comment.into(), ..Judgement::thumb(FeedbackValue::Down) };
        paper.act(Act::Rate { key, judgement });
        let sent = paper.last.iter().find_map(|effect| match effect {
            Effect::Rate { judgement, .. } => Some(judgement.clone()),
            _ => None,
        });
        sent.unwrap()
    };
    let wanted =
        Judgement { value: FeedbackValue::Down, reason: Some("other"), comment: "It is über the sea.".into() };
    assert_eq!(rate("  It is über the sea.\n"), wanted);
    assert_eq!(rate(&"ü".repeat(1_001)).comment, "ü".repeat(1_000));
    assert_eq!(rate(" ").comment, "");
}

#[test]
fn a_judgement_that_could_not_be_stored_is_taken_back() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(done(1, Finish::Stop, "x"));
    let key = paper.chat.entries[1].message.key;
    paper.act(Act::Rate { key, judgement: Judgement::thumb(FeedbackValue::Up) });
    assert_eq!(paper.chat.message(key).unwrap().feedback, Some(FeedbackValue::Up));
    paper.then(Event::NotRated(key, Failure::NETWORK));
    assert_eq!(paper.chat.message(key).unwrap().feedback, None);
}

#[test]
fn a_refused_session_can_be_opened_again() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.act(Act::Open).then(Event::NoSession(Failure::NETWORK));
    assert_eq!(paper.chat.summary().phase, Phase::Refused(Failure::NETWORK));
    paper.act(Act::Open).then(session("c1", vec![]));
    assert_eq!(paper.chat.summary().phase, Phase::Ready);
}

#[test]
fn a_new_conversation_begins_empty() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).act(Act::Restart);
    assert!(paper.asks(|effect| *effect == Effect::Init { fresh: true }));
    paper.then(session("c2", vec![]));
    assert!(paper.chat.summary().empty);
}

fn greeted(messages: Vec<Wire>) -> Event {
    Event::Session(Session { conversation: "c1".parse().unwrap(), messages, greeting: text("Welcome") })
}

#[test]
fn the_greeting_comes_first_and_is_no_message() {
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    paper.chat.handle(Event::Act(Act::Open));
    paper.chat.handle(greeted(vec![]));
    assert_eq!(paper.states(), [State::Greeting]);
    let key = paper.chat.rows().next().unwrap().key;
    assert_eq!(paper.chat.nodes(key), text("Welcome"));
    assert!(paper.chat.summary().empty, "suggestions are still offered");
    paper.last = paper.chat.handle(Event::Act(Act::Regenerate { client_id: "r".into() }));
    assert_eq!(paper.last, [Effect::Summary], "it cannot be asked for again");
    paper.last = paper.chat.handle(Event::Act(Act::Rate { key, judgement: Judgement::thumb(FeedbackValue::Up) }));
    assert_eq!(paper.last, [Effect::Summary], "nor rated");
    paper.chat.handle(Event::Act(Act::Send { text: "Hi".into(), files: vec![], client_id: "a".into() }));
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
    paper.act(Act::Open).then(greeted(page(100)));
    assert!(!paper.states().contains(&State::Greeting));
    paper.act(Act::Earlier).then(Event::History(HistoryReply { messages: page(10), has_more: false }));
    assert_eq!(paper.states().len(), 61);
    assert_eq!(paper.states()[0], State::Greeting);
}

#[test]
fn a_link_is_looked_at_once_when_its_answer_is_whole_and_seen() {
    let link = |href: &str| Node::Open(Element::Link { href: href.into() });
    let mut told = wire("m1", Role::Agent, MessageStatus::Complete);
    told.nodes.extend([link("mailto:a@b.example"), Node::Close, link("https://a.example/"), Node::Close]);
    told.nodes.push(link("https://b.example/"));
    let mut running = wire("m2", Role::Agent, MessageStatus::Streaming);
    running.nodes.clone_from(&told.nodes);
    let mut paper = Paper { chat: Chat::default(), last: vec![] };
    let bare = wire("m0", Role::Agent, MessageStatus::Complete);
    paper.act(Act::Open).then(session("c1", vec![bare, told, running]));
    let keys: Vec<Key> = paper.chat.rows().map(|row| row.key).collect();

    let (id, url) = ("m1".parse().unwrap(), "https://a.example/".to_owned());
    paper.then(Event::Seen(keys[1]));
    assert_eq!(paper.last, [Effect::Unfurl { key: keys[1], id, url }, Effect::Summary]);
    for key in [keys[1], keys[0], keys[2], 99] {
        assert_eq!(paper.then(Event::Seen(key)).last, [Effect::Summary]);
    }
    let preview = LinkPreview {
        url: "https://a.example/".into(),
        final_url: String::new(),
        host: "a.example".into(),
        title: "A".into(),
        description: None,
        site_name: None,
        image: None,
    };
    paper.then(Event::Preview(keys[1], preview.clone()));
    assert_eq!(paper.last, [Effect::Row(keys[1]), Effect::Summary]);
    assert_eq!(paper.chat.message(keys[1]).unwrap().preview.as_ref(), Some(&preview));
    assert_eq!(paper.then(Event::Preview(99, preview)).last, [Effect::Summary], "the row is gone");
}
