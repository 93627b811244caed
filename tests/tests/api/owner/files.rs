//! An owner's pictures.

use parlor_tests::{databases::Backend, owner::read};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Pair, got, refused};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n picture";

#[rstest]
#[tokio::test]
async fn a_picture_is_kept_and_given_back(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let upload = pair.us.team_request(Method::POST, "/files?name=L%C3%B6we%22.png").header("Content-Type", "text/html");
    let (status, file) = read(upload.body(PNG).send().await.unwrap()).await.unwrap();
    let expected = json!({"id": file["id"], "name": "Löwe_.png", "media_type": "image/png", "created_at": "2027-01-15T08:00:00.000Z"});
    assert_eq!((status, &file), (201, &expected));
    assert_eq!(got(&pair.us, "/files").await, (200, json!([expected])));
    assert_eq!(got(&pair.them, "/files").await, (200, json!([])));
    let path = format!("/files/{}", file["id"].as_str().unwrap());
    let reply = pair.us.get(&path).await.unwrap();
    let header = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("content-disposition"), "attachment; filename=\"L_we_.png\"; filename*=UTF-8''L%C3%B6we_.png");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(
        (header("x-content-type-options"), header("cache-control")),
        ("nosniff".into(), "private, max-age=300".into())
    );
    assert_eq!(reply.bytes().await.unwrap(), PNG);
    refused(&got(&pair.them, &path).await, 404, None);
    refused(&got(&pair.us, "/files/nobody").await, 404, None);
}

#[tokio::test]
async fn a_name_ends_as_its_picture_does() {
    let pair = Pair::usual().await;
    for (sent, named) in [
        ("logo.hta", "logo.png"),
        ("logo.png.exe", "logo.png"),
        ("logo%E2%80%AEgnp.html", "logognp.png"),
        ("NUL", "_NUL.png"),
    ] {
        let upload = pair.us.team_request(Method::POST, &format!("/files?name={sent}")).body(PNG);
        let (_, file) = read(upload.send().await.unwrap()).await.unwrap();
        assert_eq!(file["name"], named);
        let reply = pair.us.get(&format!("/files/{}", file["id"].as_str().unwrap())).await.unwrap();
        let offered = reply.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert_eq!(offered, format!("attachment; filename=\"{named}\"; filename*=UTF-8''{named}"));
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let pair = Pair::usual().await;
    let upload = async |path: &str, body: Vec<u8>| {
        read(
            pair.us
                .team_request(Method::POST, path)
                .header("Content-Type", "image/png")
                .body(body)
                .send()
                .await
                .unwrap(),
        )
        .await
        .unwrap()
    };
    for odd in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"\x89PNG", b"GIF88a"] {
        refused(&upload("/files", odd.to_vec()).await, 415, None);
    }
    let mut large = PNG.to_vec();
    large.resize(512 * 1024 + 1, 0);
    refused(&upload("/files", large.clone()).await, 413, None);
    refused(&upload("/files?name=a%0D%0ASet-Cookie:b", PNG.to_vec()).await, 400, Some("name"));
    assert_eq!(got(&pair.us, "/files").await, (200, json!([])));
    large.truncate(512 * 1024);
    assert_eq!(upload("/files", large).await.0, 201);
}
