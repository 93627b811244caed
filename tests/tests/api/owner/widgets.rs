//! Blueprints, settings and keys.

use parlor_tests::databases::Backend;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Pair, deleted, got, refused, sent};

#[rstest]
#[tokio::test]
async fn a_widget_shows_its_blueprint_where_it_says_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let pair = Pair::new(backend, &[]).await;
    let widget = pair.us.new_widget(&pair.us.new_agent().await.unwrap()).await.unwrap();
    let asked = json!({"name": "Brand", "settings": {"title": "Ours", "brand": "#6366f1"}, "allowed_origins": ["//shop.example"]});
    let (status, blueprint) = sent(&pair.us, Method::POST, "/blueprints", &asked).await;
    let time = "2027-01-15T08:00:00.000Z";
    let expected = json!({"id": blueprint["id"], "name": "Brand", "settings": {"title": "Ours", "brand": "#6366f1"},
        "allowed_origins": ["//shop.example"], "created_at": time, "updated_at": time});
    assert_eq!((status, &blueprint), (201, &expected));
    let path = format!("/blueprints/{}", blueprint["id"].as_str().unwrap());
    assert_eq!(got(&pair.us, &path).await, (200, blueprint.clone()));
    assert_eq!(got(&pair.us, "/blueprints").await, (200, json!([blueprint])));

    let settings = format!("/widgets/{widget}/settings");
    let change =
        json!({"blueprint_id": blueprint["id"], "settings": {"title": "Mine", "features": {"voice_in": true}}});
    let (status, mut shown) = sent(&pair.us, Method::PATCH, &settings, &change).await;
    assert_eq!(shown.as_object_mut().unwrap().remove("theme").unwrap()["brand"], "#6366f1");
    let own = json!({"title": "Mine", "features": {"voice_in": true}});
    let both = json!({"title": "Mine", "brand": "#6366f1", "features": {"voice_in": true}});
    let expected = json!({"blueprint_id": blueprint["id"], "allowed_origins": [], "settings": own, "effective": both});
    assert_eq!((status, &shown), (200, &expected));
    refused(&deleted(&pair.us, &path).await, 409, None);
    let (_, changed) = sent(&pair.us, Method::PUT, &path, &json!({"settings": {"brand": "#000000"}})).await;
    assert_eq!((&changed["name"], &changed["settings"]), (&json!("Brand"), &json!({"brand": "#000000"})));
    assert_eq!(got(&pair.us, &settings).await.1["effective"]["brand"], "#000000");
    let (_, alone) =
        sent(&pair.us, Method::PATCH, &settings, &json!({"blueprint_id": null, "settings": {"title": null}})).await;
    assert_eq!((&alone["blueprint_id"], &alone["effective"]), (&json!(null), &json!({"features": {"voice_in": true}})));
    assert_eq!(deleted(&pair.us, &path).await.0, 204);
    refused(&deleted(&pair.us, &path).await, 404, None);
}

#[tokio::test]
async fn what_the_server_makes_of_a_theme_is_told_with_the_reason() {
    let pair = Pair::usual().await;
    let widget = pair.us.new_widget(&pair.us.new_agent().await.unwrap()).await.unwrap();
    let path = format!("/widgets/{widget}/settings");
    let theme = json!({"name": "auto", "config": {"primaryColor": "#ffd400", "radius": "round", "css": ".title { color: red }"}});
    let (status, shown) = sent(&pair.us, Method::PATCH, &path, &json!({"settings": {"theme": theme}})).await;
    assert_eq!((status, &shown["theme"]["brand"]), (200, &json!("#ffd400")));
    let palette = &shown["theme"]["palettes"]["light"];
    assert_eq!((&palette["fill"], &palette["on_fill"]), (&json!("#ffd400"), &json!("#000000")));
    let changes = shown["theme"]["changes"].as_array().unwrap();
    let of = |colour: &str| changes.iter().find(|one| one["palette"] == "light" && one["colour"] == colour).unwrap();
    let accent = of("accent");
    assert_eq!((&accent["from"], &accent["to"]), (&json!("#ffd400"), &palette["accent"]));
    assert!(accent["contrast_before"].as_f64() < Some(4.5) && accent["contrast_now"].as_f64() >= Some(4.5), "{accent}");
    assert!(of("on_fill")["reason"].as_str().unwrap().contains("could not be read"));
    let ignored = json!([{"token": "radius", "reason": "must be 0 to 28 pixels"}]);
    assert_eq!(shown["theme"]["ignored"], ignored);
    let (_, plain) =
        sent(&pair.us, Method::PATCH, &path, &json!({"settings": {"theme": null, "brand": "#1a2f6b"}})).await;
    assert_eq!(plain["theme"]["palettes"]["light"]["accent"], "#1a2f6b", "what is good enough stays");
}

#[tokio::test]
async fn what_is_no_setting_changes_nothing() {
    let pair = Pair::usual().await;
    let widget = pair.us.new_widget(&pair.us.new_agent().await.unwrap()).await.unwrap();
    let (_, theirs) = sent(&pair.them, Method::POST, "/blueprints", &json!({"name": "Theirs"})).await;
    let path = format!("/widgets/{widget}/settings");
    let before = got(&pair.us, &path).await;
    for (body, field) in [
        (json!({"settings": {"colour": "red"}}), "settings"),
        (json!({"settings": {"features": {"fly": true}}}), "settings"),
        (json!({"settings": {"title": "t".repeat(81)}}), "title"),
        (json!({"settings": {"brand": "red"}}), "brand"),
        (
            json!({"settings": {"theme": {"name": "x", "config": {"css": "@import 'https://evil.test/a.css'"}}}}),
            "theme",
        ),
        (
            json!({"settings": {"theme": {"name": "x", "config": {"css": ".a { background: url(//evil.test) }"}}}}),
            "theme",
        ),
        (json!({"settings": {"session_seconds": 1}}), "session"),
        (json!({"settings": "all"}), "settings"),
        (json!({"blueprint_id": theirs["id"]}), "blueprint"),
        (json!({"blueprint_id": "../x"}), "blueprint_id"),
        (json!({"allowed_origins": ["shop.example"]}), "origin"),
        (json!({"team_id": pair.them.team}), "team_id"),
    ] {
        let cannot_be = matches!(field, "theme" | "blueprint" | "blueprint_id" | "origin");
        let status = if cannot_be { 422 } else { 400 };
        refused(&sent(&pair.us, Method::PATCH, &path, &body).await, status, Some(field));
    }
    assert_eq!(got(&pair.us, &path).await, before);
    for (body, field) in
        [(json!({"name": ""}), "name"), (json!({"name": "a", "settings": {"brand": 1}}), "settings.brand")]
    {
        refused(&sent(&pair.us, Method::POST, "/blueprints", &body).await, 400, Some(field));
    }
}

#[tokio::test]
async fn a_new_key_replaces_the_old_one() {
    let pair = Pair::usual().await;
    let widget = pair.us.new_widget(&pair.us.new_agent().await.unwrap()).await.unwrap();
    let (_, mut keys) =
        sent(&pair.us, Method::POST, &format!("/widgets/{widget}/keys/key/regenerate"), &json!({})).await;
    for (kind, name, prefix) in [("key", "key", "wk_"), ("embed", "embed_token", "wt_"), ("caty", "caty_key", "caty_")]
    {
        let path = format!("/widgets/{widget}/keys/{kind}/regenerate");
        let (status, new) = sent(&pair.us, Method::POST, &path, &json!({})).await;
        assert_eq!(status, 200);
        assert!(new[name].as_str().unwrap().starts_with(prefix) && new[name] != keys[name]);
        keys[name] = new[name].clone();
        assert_eq!(new, keys, "the others stay");
        assert_eq!(got(&pair.us, &format!("/widgets/{widget}/keys")).await, (200, keys.clone()));
        refused(&sent(&pair.them, Method::POST, &path, &json!({})).await, 404, None);
    }
    refused(
        &sent(&pair.us, Method::POST, &format!("/widgets/{widget}/keys/other/regenerate"), &json!({})).await,
        404,
        None,
    );
}
