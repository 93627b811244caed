//! Scenarios: parts of an answer other than its text, such as ratings, forms, blocks and links.

use super::*;

#[test]
fn a_comment_is_sent_without_white_space_around_it_and_not_too_long() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(done(1, Finish::Stop, "x"));
    let key = paper.chat.entries[1].message.key;
    let mut rate = |comment: &str| {
        let rating = Rating { reason: "other".into(), comment: comment.into(), ..Rating::thumb(FeedbackValue::Down) };
        paper.act(UserAction::Rate { key, rating });
        let sent = paper.last.iter().find_map(|effect| match effect {
            Effect::Rate { rating, .. } => Some(rating.clone()),
            _ => None,
        });
        sent.unwrap()
    };
    let wanted = Rating { value: FeedbackValue::Down, reason: "other".into(), comment: "It is über the sea.".into() };
    assert_eq!(rate("  It is über the sea.\n"), wanted);
    assert_eq!(rate(&"ü".repeat(1_001)).comment, "ü".repeat(1_000));
    assert_eq!(rate(" ").comment, "");
}

#[test]
fn a_judgement_that_could_not_be_stored_is_taken_back() {
    let mut paper = Paper::asked();
    paper.told(start("a1")).told(done(1, Finish::Stop, "x"));
    let key = paper.chat.entries[1].message.key;
    paper.act(UserAction::Rate { key, rating: Rating::thumb(FeedbackValue::Up) });
    assert_eq!(paper.chat.message(key).unwrap().feedback, Some(FeedbackValue::Up));
    paper.then(Event::NotRated(key, Failure::NETWORK));
    assert_eq!(paper.chat.message(key).unwrap().feedback, None);
}

#[test]
fn a_form_is_submitted_once_and_again_after_a_failure() {
    let filled =
        || FormSubmission { message_id: "a1".into(), form_id: "f".into(), values: vec![("name".into(), "Ada".into())] };
    let submit = |text: &str| {
        UserAction::Submit(SubmittedForm { text: text.into(), client_id: "form:a1:f".into(), form: filled() })
    };
    let mut paper = Paper::opened();
    paper.act(submit("Name: Ada"));
    assert!(paper.asks(
        |effect| matches!(effect, Effect::Post { form, text, .. } if *form == Some(filled()) && text == "Name: Ada")
    ));
    paper.act(submit("Name: Bob"));
    assert_eq!(paper.chat.rows().filter(|row| row.role == Role::User).count(), 1);
    paper.told(refusal(ErrorCode::InvalidRequest, false)).act(submit("Name: Eve"));
    let said: Vec<&str> = paper.chat.rows().filter(|row| row.role == Role::User).map(|row| row.text.as_str()).collect();
    assert_eq!(said, ["Name: Eve"]);
}

#[test]
fn a_block_is_an_answer_without_a_word() {
    let mut paper = Paper::opened();
    paper.say("Hi").told(start("a1"));
    let thought = BlockView { json: "{}".into(), says: false, offers_person: false };
    let offer = BlockView { json: "[]".into(), says: true, offers_person: true };
    paper.told(StreamEvent::Block(1, thought));
    assert!(paper.chat.rows().last().unwrap().blank, "nothing is said yet");
    paper.told(StreamEvent::Block(2, offer)).told(done(3, Finish::Stop, ""));
    let last = paper.chat.rows().last().unwrap();
    assert_eq!((last.blank, last.blocks.len()), (false, 2));
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
    paper.act(UserAction::Open).then(session("c1", vec![bare, told, running]));
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
