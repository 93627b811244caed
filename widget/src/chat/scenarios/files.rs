//! Files that go with a message.

use parlor_shared::widget::Attachment;

use super::*;

fn file(id: &str) -> Attachment {
    Attachment {
        id: id.parse().unwrap(),
        name: "tea.png".into(),
        media_type: "image/png".into(),
        size: 70,
        url: "/v1/widget/attachments/f1".into(),
    }
}

fn sends(text: &str, files: Vec<Attachment>) -> Paper {
    let mut paper = Paper::opened();
    paper.act(Act::Send { text: text.into(), files, client_id: "k1".into() });
    paper
}

#[test]
fn a_file_says_enough_and_goes_with_its_message() {
    let mut paper = sends(" ", vec![file("f1")]);
    assert_eq!(paper.states(), [State::Sending, State::Streaming]);
    let named = |effect: &Effect| matches!(effect, Effect::Post { files, .. } if files.len() == 1);
    assert!(paper.asks(named));
    let sent = paper.chat.rows().next().map(|message| message.files.clone());
    assert_eq!(sent, Some(vec![file("f1")]), "shown at once");
    paper.told(refusal(ErrorCode::RateLimited, true));
    let key = paper.chat.rows().next().unwrap().key;
    paper.act(Act::Retry { key, client_id: "k2".into() });
    assert!(paper.asks(named), "and again when it is tried again");
}

#[test]
fn nothing_at_all_says_nothing() {
    assert_eq!(sends(" ", vec![]).states(), []);
}
