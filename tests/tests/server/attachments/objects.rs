//! Storage of bytes: memory, a folder, a bucket; and their removal.

use std::{sync::Arc, time::Duration};

use parlor::{
    attachments::{self, Bucket},
    core::{
        conversation::attachment::{Objects, Upload, uploads::Uploads},
        disk::{FreeSpace, Reserve},
        security::budget::RequestSource,
        store::StoreError,
    },
};
use parlor_shared::ids::{AttachmentId, ConversationId};
use parlor_tests::{
    app::{TestApp, WIDGET, config, parts},
    budget::spender,
    databases::Backend::{self, Postgres, Sqlite, Temporary},
};
use rstest::rstest;
use serde_json::json;

use crate::attachments::{
    fake_s3::{ID, KEY, S3},
    on,
    samples::PNG,
};

fn bucket(endpoint: &str, key: &str) -> Arc<dyn Objects> {
    let bucket = Bucket {
        name: "chat".into(),
        prefix: "shop/files".into(),
        endpoint: Some(endpoint.into()),
        region: "eu-north-1".into(),
        key: Some((ID.into(), key.to_owned().into())),
        virtual_hosts: false,
    };
    attachments::bucket(&bucket).unwrap()
}

async fn keeps(objects: Arc<dyn Objects>) {
    assert_eq!(objects.get("c/a").await, Ok(None));
    objects.put("c/a", "one".into()).await.unwrap();
    objects.put("c/b", "two".into()).await.unwrap();
    objects.put("c/a", "three".into()).await.unwrap();
    assert_eq!(objects.get("c/a").await, Ok(Some("three".into())));
    objects.delete("c/a").await.unwrap();
    objects.delete("c/a").await.unwrap();
    assert_eq!((objects.get("c/a").await, objects.get("c/b").await), (Ok(None), Ok(Some("two".into()))));
}

#[tokio::test]
async fn memory_keeps() {
    keeps(attachments::memory()).await;
}

#[tokio::test]
async fn a_folder_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("files");
    keeps(attachments::folder(&place, None).unwrap()).await;
    assert_eq!(std::fs::read(place.join("c/b")).unwrap(), b"two");
}

/// A process that dies during a write leaves a partial file beside the name, which must be removed with the file.
#[tokio::test]
async fn what_was_never_brought_to_an_end_goes_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let objects = attachments::folder(folder.path(), None).unwrap();
    objects.put("c/a", "whole".into()).await.unwrap();
    objects.put("c/ab", "another".into()).await.unwrap();
    for unfinished in ["c/a#1", "c/a#2", "c/b#1"] {
        std::fs::write(folder.path().join(unfinished), "half").unwrap();
    }
    objects.delete("c/a").await.unwrap();
    objects.delete("c/b").await.unwrap();
    let left: Vec<_> =
        std::fs::read_dir(folder.path().join("c")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["ab"]);
    objects.delete("d/a").await.unwrap();
}

#[derive(Debug)]
struct Room(u64);

impl FreeSpace for Room {
    fn free(&self) -> std::io::Result<u64> {
        Ok(self.0)
    }
}

#[tokio::test]
async fn a_folder_keeps_its_disks_reserve() {
    let folder = tempfile::tempdir().unwrap();
    let objects = attachments::folder(folder.path(), Some(Reserve::new(100, Arc::new(Room(110))))).unwrap();
    assert_eq!(objects.put("c/a", vec![0; 11].into()).await, Err(StoreError::ReserveReached));
    assert_eq!(objects.get("c/a").await, Ok(None));
    objects.put("c/a", vec![0; 10].into()).await.unwrap();
    objects.delete("c/a").await.unwrap();
}

#[tokio::test]
async fn a_bucket_keeps() {
    let s3 = S3::start().await;
    keeps(bucket(&s3.url, KEY)).await;
    assert_eq!(s3.names(), ["/chat/shop/files/c/b"]);
}

#[tokio::test]
async fn a_bucket_that_refuses_or_is_away_is_not_available() {
    let s3 = S3::start().await;
    let refused = bucket(&s3.url, "another key").put("c/a", "one".into()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let away = bucket("http://127.0.0.1:9", KEY).get("c/a").await;
    assert!(matches!(away, Err(StoreError::Unavailable(_))), "{away:?}");
    assert!(!format!("{refused:?}{away:?}").contains("another key"));
}

/// The same server's files, with a bucket or a folder whose objects a test can look at.
fn uploads(app: &TestApp, objects: &Arc<dyn Objects>) -> Uploads {
    let files = parlor_tests::app::files(Arc::clone(objects));
    Uploads::new(&parts(app, files), app.state.budgets.clone(), config(&[]).files.limits())
}

async fn bring(uploads: &Uploads, conversation: &ConversationId) -> (AttachmentId, String) {
    let upload = Upload { name: "a.png".into(), media_type: None, bytes: PNG.into() };
    let kept = uploads.accept(&spender(RequestSource::Team), conversation, upload).await.unwrap();
    (kept.id.clone(), kept.key())
}

#[rstest]
#[tokio::test]
async fn what_is_erased_or_never_sent_is_gone_with_its_bytes(#[values(Sqlite, Postgres)] backend: Backend) {
    let app = on(backend, &[]).await;
    let visitor = app.visitor().await.unwrap();
    let objects = attachments::memory();
    let uploads = uploads(&app, &objects);
    let (sent, sent_key) = bring(&uploads, &visitor.conversation).await;
    let (_, unsent_key) = bring(&uploads, &visitor.conversation).await;
    let body = json!({"message": "Look", "attachments": [sent]});
    assert_eq!(visitor.post("/messages").json(&body).send().await.unwrap().status(), 200);
    let there = async |key: &str| objects.get(key).await.unwrap().is_some();

    app.clock.advance(Duration::from_hours(23));
    uploads.sweep().await.unwrap();
    assert!(there(&sent_key).await && there(&unsent_key).await, "within a day");
    app.clock.advance(Duration::from_hours(2));
    uploads.sweep().await.unwrap();
    assert!(there(&sent_key).await && !there(&unsent_key).await, "no message took it");

    app.store.erase_conversations(&WIDGET.parse().unwrap()).await.unwrap();
    assert_eq!(app.store.attachment(&sent).await, Ok(None), "gone at once");
    uploads.sweep().await.unwrap();
    assert!(!there(&sent_key).await, "and its bytes soon after");
    assert_eq!(app.store.discarded_objects(10).await, Ok(vec![]), "nothing is left to do");
}

#[tokio::test]
async fn a_file_whose_bytes_cannot_be_kept_is_not_there() {
    let app = on(Temporary, &[]).await;
    let visitor = app.visitor().await.unwrap();
    let uploads = uploads(&app, &bucket("http://127.0.0.1:9", KEY));
    let upload = Upload { name: "a.png".into(), media_type: None, bytes: PNG.into() };
    uploads.accept(&spender(RequestSource::Team), &visitor.conversation, upload).await.unwrap_err();
    assert_eq!(
        app.store.discarded_objects(10).await.unwrap().len(),
        1,
        "no row is left, and its bytes are looked after"
    );
}
