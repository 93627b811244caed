//! Files for what is said next: however they come, they are looked into alike and wait for the next message.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use parlor_shared::ids::ConversationId;
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    repertoire::Repertoire,
    visitor::ORIGIN,
    web::{LARGE, NOTES},
};
use reqwest::{RequestBuilder, header::CONTENT_TYPE};
use rstest::rstest;
use serde_json::{Value, json};

use super::bench::{AGENT, Bench, refuses, reply, text};

/// A picture of one pixel.
const GIF: &str = "R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=";

/// A session of a widget that takes files.
struct Talk {
    bench: Bench,
    widget: String,
    id: String,
    token: String,
}

impl Talk {
    async fn new() -> Self {
        Self::on(Temporary, &[]).await
    }

    async fn on(backend: Backend, flags: &[&str]) -> Self {
        let bench = Bench::with_flags(backend, Repertoire::default().agents(), flags).await;
        let widget = bench.ours.widget(&json!({"name": "Shop", "botId": AGENT, "attachments": true})).await;
        let (id, token) = bench.session(&widget).await;
        Self { bench, widget, id, token }
    }

    fn at(&self, path: &str) -> RequestBuilder {
        self.bench.app.client.post(self.bench.app.url(&format!("/v1/conversation/{}{path}", self.id)))
    }

    fn upload(&self) -> RequestBuilder {
        self.at("/attachment/upload").bearer_auth(&self.token)
    }

    fn given(&self, file: &Value) -> RequestBuilder {
        self.upload().json(&json!({"file": file}))
    }

    fn raw(&self, kind: &str, bytes: &[u8]) -> RequestBuilder {
        self.upload().header(CONTENT_TYPE, kind).body(bytes.to_vec())
    }

    fn form(&self, bytes: &[u8]) -> RequestBuilder {
        let head = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"form.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\n";
        self.raw("multipart/form-data; boundary=limit", &[head.as_bytes(), bytes, b"\r\n--limit--\r\n"].concat())
    }

    /// Announces a text of this many bytes; returns its id and the request that sends it.
    async fn announced(&self, size: usize) -> (String, RequestBuilder) {
        let told = reply(self.given(&json!({"type": "text/plain", "size": size, "name": "later.txt"}))).await;
        let asked = &told["uploadRequest"];
        assert_eq!(asked["method"], "POST");
        let request = self.bench.app.client.post(text(&asked["url"]));
        let headers = asked["headers"].as_object().unwrap().iter();
        (text(&told["id"]), headers.fold(request, |request, (name, value)| request.header(name, text(value))))
    }

    /// Says something; the names of the files that went with it.
    async fn said(&self, what: &str) -> Vec<String> {
        let before = self.sent().await.len();
        reply(self.at("/complete").bearer_auth(&self.token).json(&json!({"text": what}))).await;
        self.sent().await.split_off(before)
    }

    async fn sent(&self) -> Vec<String> {
        let conversation: ConversationId = self.id.parse().unwrap();
        let sent = self.bench.app.store.sent_attachments(&conversation, 100).await.unwrap();
        sent.into_iter().map(|it| it.name).collect()
    }
}

#[rstest]
#[tokio::test]
async fn every_way_to_bring_a_file_leads_to_the_next_message(#[values(Sqlite, Postgres)] backend: Backend) {
    let talk = Talk::on(backend, &[]).await;
    let mut names = Vec::new();
    for request in [
        talk.form(b"a form"),
        talk.raw("image/gif", &BASE64_STANDARD.decode(GIF).unwrap()),
        talk.given(&json!(format!("data:image/gif;base64,{GIF}"))),
        talk.given(&json!(NOTES)),
    ] {
        let told = reply(request).await;
        assert_eq!(told.as_object().unwrap().len(), 2, "{told}");
        names.push(text(&told["name"]));
        talk.bench.app.clock.advance(Duration::from_millis(1));
    }
    // A still GIF is kept as PNG, and a name ends as its kind does.
    assert_eq!(names, ["form.txt", "file.png", "file.png", "notes.txt"]);
    let (id, request) = talk.announced(5).await;
    assert_eq!(reply(request.body("later")).await, json!({"id": id}));
    names.push("later.txt".into());
    assert_eq!(talk.said("Look").await, names);
    assert_eq!(talk.said("And?").await, [""; 0], "a file goes once");
}

#[tokio::test]
async fn a_team_s_secret_brings_files_too() {
    let talk = Talk::new().await;
    let request = talk.at("/attachment/upload").bearer_auth(&talk.bench.ours.secret);
    reply(request.json(&json!({"file": "data:,Hi"}))).await;
    assert_eq!(talk.said("Look").await, ["file.txt"]);
}

#[tokio::test]
async fn what_is_not_a_file_is_refused() {
    let talk = Talk::new().await;
    for (request, status, code) in [
        (talk.given(&json!("data:text/html,<p>")), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (talk.raw("text/html", b"<p>"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (talk.raw("image/png", b"no picture"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (talk.upload(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (talk.raw("text/plain", b"packed").header("Content-Encoding", "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (talk.raw("text/plain", b""), 400, "BAD_REQUEST"),
        (talk.given(&json!("data:;base64,@@")), 422, "UNPROCESSABLE_ENTITY"),
        (talk.given(&json!(7)), 400, "BAD_REQUEST"),
        (talk.upload().json(&json!({})), 400, "BAD_REQUEST"),
        (talk.given(&json!({"type": "", "size": 1})), 400, "BAD_REQUEST"),
        (talk.given(&json!({"type": "text/plain\r\nx: y", "size": 1})), 400, "BAD_REQUEST"),
        (talk.given(&json!({"type": "text/plain", "size": 0})), 400, "BAD_REQUEST"),
        (talk.given(&json!({"type": "text/plain", "size": 1, "name": "n".repeat(256)})), 400, "BAD_REQUEST"),
        (talk.given(&json!({"type": "text/plain", "size": 10_485_761})), 413, "CONTENT_TOO_LARGE"),
        (talk.given(&json!(LARGE)), 413, "CONTENT_TOO_LARGE"),
        (talk.given(&json!("https://files.example/none")), 422, "UNPROCESSABLE_ENTITY"),
        (talk.given(&json!("file:///etc/passwd")), 422, "UNPROCESSABLE_ENTITY"),
        (talk.given(&json!("")), 422, "UNPROCESSABLE_ENTITY"),
    ] {
        refuses(request, status, code).await;
    }
    assert_eq!(talk.said("Look").await, [""; 0]);
}

#[tokio::test]
async fn every_way_has_the_same_limit() {
    let talk = Talk::on(Temporary, &["--attachments-bytes", "1000"]).await;
    let over = vec![b'a'; 1_001];
    refuses(talk.form(&over), 413, "CONTENT_TOO_LARGE").await;
    refuses(talk.raw("text/plain", &over), 413, "CONTENT_TOO_LARGE").await;
    let url = format!("data:;base64,{}", BASE64_STANDARD.encode(&over));
    refuses(talk.given(&json!(url)), 413, "CONTENT_TOO_LARGE").await;
    refuses(talk.upload().json(&json!({"file": "x".repeat(100_000)})), 413, "CONTENT_TOO_LARGE").await;
    reply(talk.raw("text/plain", &over[..1_000])).await;
}

#[tokio::test]
async fn a_permission_is_for_one_file_and_a_while() {
    let talk = Talk::new().await;
    let (id, request) = talk.announced(5).await;
    let again = request.try_clone().unwrap();
    refuses(request.try_clone().unwrap().body("longer"), 413, "CONTENT_TOO_LARGE").await;
    refuses(request.try_clone().unwrap().body(""), 400, "BAD_REQUEST").await;
    assert_eq!(reply(request.body("later")).await, json!({"id": id}));
    assert_eq!(reply(again.body("again")).await, json!({"id": id}), "it was kept the first time");
    let (other, _) = talk.announced(5).await;
    let (_, request) = talk.announced(5).await;
    let permission = request.try_clone().unwrap().body("later").build().unwrap().headers()["authorization"].clone();
    let sent = |path: String, permission: &str| talk.at(&path).header("Authorization", permission).body("later");
    let receive = |id: &str| format!("/attachment/{id}/receive");
    let permission = permission.to_str().unwrap();
    refuses(sent(receive(&other), permission), 404, "NOT_FOUND").await;
    refuses(sent(receive(&other), &format!("Bearer {}", talk.token)), 401, "NOT_AUTHENTICATED").await;
    refuses(sent(receive(&other), &format!("Bearer {}", talk.bench.ours.secret)), 401, "NOT_AUTHENTICATED").await;
    refuses(sent("/attachment/upload".into(), permission), 401, "NOT_AUTHENTICATED").await;
    refuses(sent("/complete".into(), permission), 401, "NOT_AUTHENTICATED").await;
    talk.bench.app.clock.advance(Duration::from_mins(17));
    refuses(request.body("later"), 401, "NOT_AUTHENTICATED").await;
}

#[tokio::test]
async fn a_widget_that_takes_no_files_takes_none_this_way() {
    let talk = Talk::new().await;
    talk.bench.ours.done(&format!("/{}/update", talk.widget), &json!({"attachments": false})).await;
    refuses(talk.raw("text/plain", b"Hi"), 403, "NOT_AUTHORIZED").await;
    let by_team = talk.at("/attachment/upload").bearer_auth(&talk.bench.ours.secret);
    refuses(by_team.json(&json!({"file": "data:,Hi"})), 403, "NOT_AUTHORIZED").await;
}

#[tokio::test]
async fn a_conversation_and_an_address_have_their_quotas() {
    let talk = Talk::on(Temporary, &["--attachments-per-hour", "2"]).await;
    for _ in 0..2 {
        reply(talk.raw("text/plain", b"Hi")).await;
    }
    refuses(talk.raw("text/plain", b"Hi"), 429, "TOO_MANY_REQUESTS").await;
    let talk = Talk::on(Temporary, &["--attachments-per-minute", "1"]).await;
    _ = talk.announced(5).await;
    refuses(talk.raw("text/plain", b"Hi"), 429, "TOO_MANY_REQUESTS").await;
}

/// The vendor's SDK sends uploads to a path of another name.
#[tokio::test]
async fn the_path_of_the_sdk_is_another_name() {
    let talk = Talk::new().await;
    for version in ["/v1", "/api/v1"] {
        let url = talk.bench.app.url(&format!("{version}/Attachment/{}/upload", talk.id));
        let request = talk.bench.app.client.post(url).json(&json!({"file": "data:,Hi"}));
        refuses(request.try_clone().unwrap(), 401, "NOT_AUTHENTICATED").await;
        reply(request.bearer_auth(&talk.token)).await;
    }
}

#[tokio::test]
async fn a_page_may_send_what_it_announced() {
    let talk = Talk::new().await;
    let url = talk.bench.app.url(&format!("/v1/conversation/{}/attachment/a/receive", talk.id));
    let preflight = talk.bench.app.client.request(reqwest::Method::OPTIONS, url).header("Origin", ORIGIN);
    let headers = preflight.send().await.unwrap().headers().clone();
    assert_eq!(headers["access-control-allow-origin"], ORIGIN);
    for name in ["Authorization", "Content-Type"] {
        assert!(headers["access-control-allow-headers"].to_str().unwrap().contains(name));
    }
}
