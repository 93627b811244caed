//! Files that go with a message.

use super::*;

const FILE: &str = r#"[{"id":"f1"}]"#;

fn sends(text: &str, files: &str) -> Paper {
    let mut paper = Paper::opened();
    paper.act(Act::Send { text: text.into(), files: files.into(), client_id: "k1".into() });
    paper
}

#[test]
fn a_file_says_enough_and_goes_with_its_message() {
    let mut paper = sends(" ", FILE);
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
    let named = |effect: &Effect| matches!(effect, Effect::Post { files, .. } if files == FILE);
    assert!(paper.asks(named));
    let sent = paper.chat.rows().next().map(|message| message.files.as_str());
    assert_eq!(sent, Some(FILE), "shown at once");
    paper.told(refusal(ErrorCode::RateLimited, false));
    let key = paper.chat.rows().next().unwrap().key;
    paper.act(Act::Retry { key, client_id: "k2".into() });
    assert!(paper.asks(named), "and again when it is tried again");
}

#[test]
fn nothing_at_all_says_nothing() {
    assert_eq!(sends(" ", "").states(), []);
}
