//! Files in a widget's places.

use parlor::core::{
    clock::Clock as _,
    owner::file::{FileSlot, OwnerFile, PictureKind},
};
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite},
    repertoire::Repertoire,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::bench::{Bench, Owner, refuses};

async fn file(bench: &Bench, owner: &Owner, id: &str) {
    let file = OwnerFile {
        id: id.parse().unwrap(),
        team_id: owner.team.clone(),
        name: "logo.png".into(),
        kind: PictureKind::Png,
        bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
        created_at: bench.app.clock.now(),
    };
    bench.app.store.insert_file(&file).await.unwrap();
}

async fn places(bench: &Bench, widget: &str) -> Vec<(FileSlot, String)> {
    let mut places = bench.app.store.attached_files(&widget.parse().unwrap()).await.unwrap();
    places.sort();
    places.into_iter().map(|(slot, file)| (slot, file.to_string())).collect()
}

#[rstest]
#[tokio::test]
async fn files_come_and_go(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let (ours, id) = (&bench.ours, bench.ours.shop().await);
    file(&bench, ours, "f1").await;
    file(&bench, ours, "f2").await;
    for kind in ["bar", "user", "bot", "button"] {
        let reply = ours.done(&format!("/{id}/file/f1/attach"), &json!({"type": kind})).await;
        assert_eq!(reply, json!({"id": "f1", "type": kind, "widgetIntegrationId": id}));
    }
    ours.done(&format!("/{id}/file/f2/attach"), &json!({"type": "bot"})).await;
    let expected = [(FileSlot::Bar, "f1"), (FileSlot::User, "f1"), (FileSlot::Bot, "f2"), (FileSlot::Button, "f1")];
    assert_eq!(
        places(&bench, &id).await,
        expected.map(|(slot, file)| (slot, file.to_owned())),
        "one file in each place"
    );

    let copy = super::bench::text(&ours.done(&format!("/{id}/clone"), &json!({})).await["id"]);
    assert_eq!(places(&bench, &copy).await, places(&bench, &id).await, "a clone refers to the same files");

    let reply = ours.done(&format!("/{id}/file/f1/detach"), &json!({"type": "user"})).await;
    assert_eq!(reply, json!({"id": "f1", "type": "user", "widgetIntegrationId": id}));
    let path = format!("/{id}/file/f2/detach");
    let bare = bench.app.client.post(bench.app.url(&format!("/v1/integration/widget{path}"))).bearer_auth(&ours.secret);
    assert_eq!(super::bench::reply(bare).await["type"], "bot", "without a body: the place it is in");
    refuses(ours.post(&path, &json!({})), 404, "NOT_FOUND").await;
    refuses(ours.post(&format!("/{id}/file/f1/detach"), &json!({"type": "user"})), 404, "NOT_FOUND").await;
    assert_eq!(places(&bench, &id).await, [(FileSlot::Bar, "f1".to_owned()), (FileSlot::Button, "f1".to_owned())]);
    assert_eq!(places(&bench, &copy).await.len(), 4, "the copy keeps its own");
}

#[rstest]
#[tokio::test]
async fn a_clone_shares_files_and_cannot_break_them(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let (ours, id) = (&bench.ours, bench.ours.shop().await);
    file(&bench, ours, "f1").await;
    file(&bench, ours, "f2").await;
    ours.done(&format!("/{id}/file/f1/attach"), &json!({"type": "bar"})).await;
    ours.done(&format!("/{id}/file/f1/attach"), &json!({"type": "bot"})).await;
    let before = places(&bench, &id).await;
    let clone = async || super::bench::text(&ours.done(&format!("/{id}/clone"), &json!({})).await["id"]);
    let (first, second) = (clone().await, clone().await);

    ours.done(&format!("/{first}/file/f1/detach"), &json!({"type": "bar"})).await;
    ours.done(&format!("/{first}/file/f2/attach"), &json!({"type": "bot"})).await;
    assert_eq!(places(&bench, &first).await, [(FileSlot::Bot, "f2".to_owned())]);
    ours.done(&format!("/{first}/delete"), &json!({})).await;
    assert_eq!(places(&bench, &id).await, before, "the original shows what it showed");
    assert_eq!(places(&bench, &second).await, before, "and so does the other clone");

    ours.done(&format!("/{id}/delete"), &json!({})).await;
    assert_eq!(places(&bench, &second).await, before, "a clone outlives the original");
    for slot in [FileSlot::Bar, FileSlot::Bot] {
        let shown = bench.app.store.attached_file(&second.parse().unwrap(), slot).await.unwrap().unwrap();
        assert_eq!((shown.id.as_str(), shown.bytes.as_slice()), ("f1", b"\x89PNG\r\n\x1a\n".as_slice()));
    }
    assert_eq!(bench.app.store.files(&ours.team).await.unwrap().len(), 2, "nothing was copied, nothing is gone");
}

#[tokio::test]
async fn other_files_and_odd_places_are_refused() {
    let bench = Bench::new().await;
    let (ours, id) = (&bench.ours, bench.ours.shop().await);
    file(&bench, ours, "f1").await;
    file(&bench, &bench.theirs, "f2").await;
    for other in ["f2", "nothing", "a%20b", "..%2Ff1"] {
        refuses(ours.post(&format!("/{id}/file/{other}/attach"), &json!({"type": "bot"})), 404, "NOT_FOUND").await;
    }
    refuses(bench.theirs.post(&format!("/{id}/file/f2/attach"), &json!({"type": "bot"})), 404, "NOT_FOUND").await;
    let odd: [Value; 5] =
        [json!({}), json!({"type": "avatar"}), json!({"type": null}), json!({"type": "bot", "x": 1}), json!([])];
    for body in odd {
        refuses(ours.post(&format!("/{id}/file/f1/attach"), &body), 400, "BAD_REQUEST").await;
    }
    assert_eq!(places(&bench, &id).await, []);
}
