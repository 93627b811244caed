//! Scenarios: files sent with a message.

use parlor_shared::widget::Attachment;

use super::*;

fn file() -> Attachment {
    Attachment {
        id: "f1".parse().unwrap(),
        name: "plan.pdf".into(),
        media_type: "application/pdf".into(),
        size: 2_048,
        url: "/f/f1".into(),
    }
}

fn sends(text: &str, files: Vec<Attachment>) -> Paper {
    let mut paper = Paper::opened();
    paper.act(UserAction::Send { text: text.into(), files, client_id: "k1".into() });
    paper
}

#[test]
fn a_file_says_enough_and_goes_with_its_message() {
    let mut paper = sends(" ", vec![file()]);
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
    let named = |effect: &Effect| matches!(effect, Effect::Post { files, .. } if *files == [file()]);
    assert!(paper.asks(named));
    let sent = paper.chat.rows().next().map(|message| message.files.clone());
    assert_eq!(sent, Some(vec![file()]), "shown at once");
    paper.told(refusal(ErrorCode::RateLimited, false));
    let key = paper.chat.rows().next().unwrap().key;
    paper.act(UserAction::Retry { key, client_id: "k2".into() });
    assert!(paper.asks(named), "and again when it is tried again");
}

#[test]
fn nothing_at_all_says_nothing() {
    assert_eq!(sends(" ", vec![]).states(), []);
}
