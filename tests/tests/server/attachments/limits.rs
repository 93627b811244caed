//! Limits on size, number and total amount.

use std::time::Duration;

use parlor_shared::error::ErrorCode;
use parlor_tests::{
    app::TestApp,
    databases::Backend::{self, Postgres, Sqlite},
    visitor::Visitor,
};
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::attachments::{app, on, refusal, samples::PNG};

#[tokio::test]
async fn one_byte_more_is_too_many() {
    let app = app(&["--attachments-bytes", "1000"]).await;
    let visitor = app.visitor().await.unwrap();
    let text = |bytes: usize| visitor.bring("a.txt", "text/plain", &vec![b'a'; bytes]);
    assert_eq!(text(1_000).send().await.unwrap().status(), 201);
    assert_eq!(refusal(text(1_001).send().await.unwrap()).await, (413, ErrorCode::PayloadTooLarge, false));
}

/// A raw upload: its head says how the body is framed.
async fn head(app: &TestApp, visitor: &Visitor, framing: &str) -> TcpStream {
    let mut stream = TcpStream::connect(app.base.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST /v1/widget/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n{framing}\r\n\
         Content-Type: multipart/form-data; boundary=limit\r\n\r\n",
        visitor.jwt
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn status(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut reply = vec![0; 12];
    stream.read_exact(&mut reply).await.unwrap();
    String::from_utf8(reply).unwrap()
}

#[tokio::test]
async fn what_says_it_is_too_large_is_not_read() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let mut stream = head(&app, &visitor, "Content-Length: 1000000000").await;
    assert_eq!(status(&mut stream).await, "HTTP/1.1 413");
}

#[tokio::test]
async fn what_does_not_say_how_large_it_is_is_cut_off() {
    const MOST: usize = 64 * 1024 * 1024;
    let app = app(&["--attachments-bytes", "100000"]).await;
    let visitor = app.visitor().await.unwrap();
    let (mut reader, mut writer) = head(&app, &visitor, "Transfer-Encoding: chunked").await.into_split();
    let sending = tokio::spawn(async move {
        let part = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";
        let mut sent = 0;
        let mut chunk = part.as_bytes().to_vec();
        while sent < MOST {
            let framed = [format!("{:x}\r\n", chunk.len()).as_bytes(), &chunk, b"\r\n"].concat();
            if writer.write_all(&framed).await.is_err() {
                break;
            }
            sent += chunk.len();
            chunk = vec![b'a'; 64 * 1024];
        }
        sent
    });
    assert_eq!(status(&mut reader).await, "HTTP/1.1 413");
    // The connection ends; what was written into it until then is what the kernel held.
    drop(reader);
    let sent = sending.await.unwrap();
    assert!(sent < MOST, "the whole body was read");
}

#[rstest]
#[tokio::test]
async fn a_conversation_has_a_quota(#[values(Sqlite, Postgres)] backend: Backend) {
    let app = on(backend, &[]).await;
    let visitor = app.visitor().await.unwrap();
    for at in 0..10 {
        let response = visitor.bring("a.png", "image/png", PNG).send().await.unwrap();
        assert_eq!(response.status(), 201, "file {at}");
    }
    let eleventh = visitor.bring("a.png", "image/png", PNG).send().await.unwrap();
    assert_eq!(refusal(eleventh).await, (429, ErrorCode::RateLimited, true));
    let another = app.visitor().await.unwrap();
    assert_eq!(another.bring("a.png", "image/png", PNG).send().await.unwrap().status(), 201);
    app.clock.advance(Duration::from_hours(1));
    let back = visitor.come_back().await.unwrap();
    assert_eq!(back.bring("a.png", "image/png", PNG).send().await.unwrap().status(), 201);
}

#[rstest]
#[tokio::test]
async fn a_conversation_has_a_quota_of_bytes(#[values(Sqlite, Postgres)] backend: Backend) {
    let app = on(backend, &["--attachments-bytes-per-hour", "2000"]).await;
    let visitor = app.visitor().await.unwrap();
    let text = |bytes: usize| visitor.bring("a.txt", "text/plain", &vec![b'a'; bytes]);
    assert_eq!(text(1_500).send().await.unwrap().status(), 201);
    assert_eq!(refusal(text(501).send().await.unwrap()).await, (413, ErrorCode::PayloadTooLarge, true));
    assert_eq!(text(500).send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn an_address_has_a_limit() {
    let app = app(&["--attachments-per-minute", "2"]).await;
    for expected in [201, 201, 429] {
        let visitor = app.visitor().await.unwrap();
        assert_eq!(visitor.bring("a.png", "image/png", PNG).send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn only_so_many_upload_at_a_time() {
    let app = app(&["--attachments-at-once", "1"]).await;
    let visitor = app.visitor().await.unwrap();
    let _slow = head(&app, &visitor, "Content-Length: 1000").await;
    // Until the slow one has taken the place.
    while app.state.uploads.place().is_ok() {
        tokio::task::yield_now().await;
    }
    let refused = visitor.bring("a.png", "image/png", PNG).send().await.unwrap();
    assert_eq!(refusal(refused).await, (429, ErrorCode::RateLimited, true));
}
