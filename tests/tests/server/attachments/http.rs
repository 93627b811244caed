//! Uploads and downloads as their callers see them.

use std::time::Duration;

use parlor_shared::{error::ErrorCode, widget::Data};
use parlor_tests::visitor::ORIGIN;
use serde_json::Value;

use crate::attachments::{
    app, refusal,
    samples::{PNG, pdf},
    switch,
};

#[tokio::test]
async fn a_file_is_kept_and_handed_out() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let sent = visitor.bring("notes/Größe.txt", "text/plain", "Größe 42\n".as_bytes()).send().await.unwrap();
    assert_eq!(sent.status(), 201);
    let kept = sent.json::<Data<parlor_shared::widget::Attachment>>().await.unwrap().data;
    assert_eq!((kept.name.as_str(), kept.size), ("Größe.txt", 11));
    assert_eq!(kept.media_type, "text/plain; charset=utf-8");
    let got = app.client.get(app.url(&kept.url)).send().await.unwrap();
    assert_eq!(
        got.headers()["content-disposition"],
        "attachment; filename=\"Gr__e.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt"
    );
    assert_eq!(got.headers()["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(got.text().await.unwrap(), "Größe 42\n");
}

#[tokio::test]
async fn a_file_is_offered_under_an_ending_of_its_kind() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    for (sent, name) in [
        ("bill.hta", "bill.pdf"),
        ("bill.pdf.js", "bill.pdf"),
        ("bill.bat.pdf", "bill_bat.pdf"),
        ("con.html", "_con.pdf"),
    ] {
        let kept = visitor.brought(sent, "text/html", &pdf()).await.unwrap();
        assert_eq!(kept.name, name);
        let got = app.client.get(app.url(&kept.url)).send().await.unwrap();
        assert_eq!(
            got.headers()["content-disposition"],
            format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}")
        );
    }
}

#[tokio::test]
async fn an_address_is_good_for_a_while_and_for_one_file() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let one = visitor.brought("a.png", "image/png", PNG).await.unwrap();
    let two = visitor.brought("b.pdf", "application/pdf", &pdf()).await.unwrap();
    let status = async |path: String| app.client.get(app.url(&path)).send().await.unwrap().status().as_u16();
    let (_, query) = one.url.split_once('?').unwrap();
    assert_eq!(status(one.url.clone()).await, 200);
    assert_eq!(status(format!("/v1/widget/attachments/{}?{query}", two.id)).await, 404, "another file");
    assert_eq!(status(one.url.replace("expires=1", "expires=2")).await, 404, "another time");
    assert_eq!(status(format!("/v1/widget/attachments/{}", one.id)).await, 404, "no signature");
    let with_token = visitor.get(&format!("/attachments/{}", one.id)).send().await.unwrap();
    assert_eq!(with_token.status(), 404, "a token is no address");
    app.clock.advance(Duration::from_hours(2));
    assert_eq!(status(one.url.clone()).await, 404, "later");
}

#[tokio::test]
async fn a_foreign_file_is_like_one_that_does_not_exist() {
    let app = app(&[]).await;
    let (visitor, stranger) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let kept = visitor.brought("a.png", "image/png", PNG).await.unwrap();
    let mut answers = Vec::new();
    for id in [kept.id.as_str(), "00000000-0000-4000-8000-000000000000"] {
        let got = stranger.get(&format!("/attachments/{id}")).send().await.unwrap();
        let mut body: Value = got.json().await.unwrap();
        body["error"]["request_id"].take();
        answers.push(body);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn what_is_no_upload_is_refused() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let form = |text: &'static str| {
        visitor.post("/attachments").header("Content-Type", "multipart/form-data; boundary=limit").body(text)
    };
    let other = "--limit\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--limit--\r\n";
    for (request, status, code) in [
        (visitor.post("/attachments").json(&serde_json::json!({})), 415, ErrorCode::UnsupportedMediaType),
        (form(""), 400, ErrorCode::InvalidRequest),
        (form(other), 400, ErrorCode::InvalidRequest),
        (form("--limit\r\nContent-Disposition: form-data; name=\"file\""), 400, ErrorCode::InvalidRequest),
        (form(other).header("Content-Encoding", "gzip"), 415, ErrorCode::UnsupportedMediaType),
        (visitor.bring("a.png", "image/png", b""), 400, ErrorCode::InvalidRequest),
        (visitor.bring("a.exe", "text/plain", b"MZ\0\0"), 415, ErrorCode::UnsupportedMediaType),
    ] {
        let (got, said, _) = refusal(request.send().await.unwrap()).await;
        assert_eq!((got, said), (status, code));
    }
}

#[tokio::test]
async fn it_is_off_until_the_owner_switches_it_on() {
    let app = app(&[]).await;
    let rules = async || {
        let reply = app.client.post(app.url("/v1/widget/init")).header("Origin", ORIGIN);
        let reply = reply.json(&serde_json::json!({"agent_id": parlor_tests::app::KEY})).send().await.unwrap();
        reply.json::<Value>().await.unwrap()["data"]["attachments"].clone()
    };
    assert_eq!((&rules().await["max_bytes"], &rules().await["max_files"]), (&10_485_760.into(), &5.into()));
    let visitor = app.visitor().await.unwrap();
    let kept = visitor.brought("a.png", "image/png", PNG).await.unwrap();
    switch(&app, false).await;
    assert_eq!(rules().await, Value::Null);
    let refused = visitor.bring("a.png", "image/png", PNG).send().await.unwrap();
    assert_eq!(refusal(refused).await, (403, ErrorCode::FeatureOff, false));
    let body = serde_json::json!({"message": "Hi", "attachments": [kept.id]});
    let refused = visitor.post("/messages").json(&body).send().await.unwrap();
    assert_eq!(refusal(refused).await, (403, ErrorCode::FeatureOff, false));
}

#[tokio::test]
async fn nobody_uploads_without_a_token() {
    let app = app(&[]).await;
    let mut visitor = app.visitor().await.unwrap();
    visitor.jwt.push('x');
    assert_eq!(visitor.bring("a.png", "image/png", PNG).send().await.unwrap().status(), 401);
}
