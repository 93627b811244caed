//! Files in messages.

use parlor_shared::{error::ErrorCode, ids::AttachmentId};
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite},
    visitor::{Transcript, Visitor},
};
use reqwest::RequestBuilder;
use rstest::rstest;
use serde_json::json;

use crate::attachments::{
    app, on, refusal,
    samples::{PNG, pdf},
};

fn say(visitor: &Visitor, text: &str, files: &[&AttachmentId]) -> RequestBuilder {
    visitor.post("/messages").json(&json!({"message": text, "attachments": files}))
}

#[rstest]
#[tokio::test]
async fn a_message_takes_files_along(#[values(Sqlite, Postgres)] backend: Backend) {
    let app = on(backend, &[]).await;
    let visitor = app.visitor().await.unwrap();
    let one = visitor.brought("a.png", "image/png", PNG).await.unwrap();
    let two = visitor.brought("b.pdf", "application/pdf", &pdf()).await.unwrap();
    let body = json!({"message": "Look", "attachments": [two.id, one.id]});
    let mut transcript = Transcript::new("text");
    transcript.read(visitor.post("/messages/stream").json(&body).send().await.unwrap(), None).await.unwrap();
    transcript.done().unwrap();
    let three = visitor.brought("c.txt", "text/plain", b"three").await.unwrap();
    assert_eq!(say(&visitor, "", &[&three.id]).send().await.unwrap().status(), 200, "files say enough");
    let history = visitor.history().await.unwrap();
    let names = |at: usize| history[at].attachments.iter().map(|it| it.name.as_str()).collect::<Vec<_>>();
    assert_eq!((names(0), names(1), names(2)), (vec!["b.pdf", "a.png"], vec![], vec!["c.txt"]));
    assert_eq!(history[0].attachments[1], one, "told as it was when it came");
    let back = visitor.come_back().await.unwrap();
    assert_eq!(back.history().await.unwrap()[0].attachments.len(), 2);
}

#[rstest]
#[tokio::test]
async fn a_file_is_its_conversations_and_goes_once(#[values(Sqlite, Postgres)] backend: Backend) {
    let app = on(backend, &[]).await;
    let (visitor, stranger) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let (ours, theirs) = (
        visitor.brought("a.png", "image/png", PNG).await.unwrap().id,
        stranger.brought("b.png", "image/png", PNG).await.unwrap().id,
    );
    let random: AttachmentId = "00000000-0000-4000-8000-000000000000".parse().unwrap();
    for foreign in [&theirs, &random] {
        let refused = say(&visitor, "Mine", &[&ours, foreign]).send().await.unwrap();
        assert_eq!(refusal(refused).await, (404, ErrorCode::NotFound, false));
    }
    assert!(visitor.history().await.unwrap().is_empty(), "nothing was written");
    assert_eq!(say(&visitor, "Mine", &[&ours]).send().await.unwrap().status(), 200, "it was not used up");
    let again = say(&visitor, "Again", &[&ours]).send().await.unwrap();
    assert_eq!(refusal(again).await, (409, ErrorCode::Conflict, false));
    assert_eq!(say(&stranger, "Theirs", &[&theirs]).send().await.unwrap().status(), 200);
}

#[rstest]
#[tokio::test]
async fn a_message_sent_twice_is_the_same_with_the_same_files(#[values(Sqlite, Postgres)] backend: Backend) {
    let app = on(backend, &[]).await;
    let visitor = app.visitor().await.unwrap();
    let kept = visitor.brought("a.png", "image/png", PNG).await.unwrap();
    let send = |files: &[&AttachmentId]| say(&visitor, "Look", files).header("Idempotency-Key", "k");
    assert_eq!(send(&[&kept.id]).send().await.unwrap().status(), 200);
    let replayed = send(&[&kept.id]).send().await.unwrap();
    assert_eq!(
        (replayed.status().as_u16(), &replayed.headers()["idempotency-replayed"]),
        (200, &"true".parse().unwrap())
    );
    assert_eq!(refusal(send(&[]).send().await.unwrap()).await, (409, ErrorCode::IdempotencyMismatch, false));
    assert_eq!(visitor.history().await.unwrap().len(), 2);
}

#[tokio::test]
async fn five_files_each_once() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let mut files = Vec::new();
    for _ in 0..6 {
        files.push(visitor.brought("a.png", "image/png", PNG).await.unwrap().id);
    }
    let all: Vec<_> = files.iter().collect();
    for wrong in [&all[..], &[all[0], all[0]]] {
        let refused = say(&visitor, "Look", wrong).send().await.unwrap();
        assert_eq!(refusal(refused).await, (400, ErrorCode::InvalidRequest, false));
    }
    assert_eq!(say(&visitor, "Look", &all[..5]).send().await.unwrap().status(), 200);
    assert_eq!(say(&visitor, " ", &[]).send().await.unwrap().status(), 400, "nothing at all");
}
