//! The API's description is generated from its routes; the committed copy shows when it changes.
//!
//! `PARLOR_UPDATE_SNAPSHOTS=1` rewrites the copy.

use std::path::Path;

use serde_json::Value;

use crate::openapi::tools::server;

#[tokio::test]
async fn the_description_is_the_committed_one() {
    let app = server().await;
    let mut document: Value = app.client.get(app.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    // The generator keeps conditions in a map without an order.
    document.sort_all_objects();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/openapi.json");
    let now = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("PARLOR_UPDATE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        now == committed,
        "the API changed; if that is meant: PARLOR_UPDATE_SNAPSHOTS=1 cargo nextest run --workspace --test api openapi::snapshot"
    );
}

/// A proxy may pass the public URL's path on: it is told from a route's own beginning by these.
#[test]
fn every_route_begins_with_a_known_segment() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/openapi.json");
    let document: Value = serde_json::from_slice(&std::fs::read(committed).unwrap()).unwrap();
    for path in document["paths"].as_object().unwrap().keys() {
        let first = path.split('/').nth(1).unwrap();
        assert!(parlor::http::base_path::FIRST_SEGMENTS.contains(&first), "{path}: add it to FIRST_SEGMENTS");
    }
}
