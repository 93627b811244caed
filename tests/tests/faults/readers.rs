//! Hostile and slow connections: closed in time, while everybody else is served.

use std::time::{Duration, Instant};

use parlor_tests::{
    app::KEY,
    databases::Backend,
    process::{ServerProcess, free_port, furnish},
    visitor::Visitor,
};
use reqwest::Client;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
async fn silent_and_half_spoken_connections_are_closed_and_slow_readers_are_cut() {
    let (store, guard) = Backend::Sqlite.open().await;
    furnish(store.as_ref()).await.unwrap();
    store.close().await;
    let flags = ["--header-seconds", "1", "--write-seconds", "1"];
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &flags).await.unwrap();
    let address = server.base.trim_start_matches("http://").to_owned();

    let silent = TcpStream::connect(&address).await.unwrap();
    let mut half = TcpStream::connect(&address).await.unwrap();
    half.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-").await.unwrap();
    let mut prior_knowledge = TcpStream::connect(&address).await.unwrap();
    prior_knowledge.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    let begun = Instant::now();
    for mut socket in [silent, half, prior_knowledge] {
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(5), socket.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "still open after {:?}", begun.elapsed());
    }

    let visitor = Visitor::arrive(&Client::new(), &server.base, KEY).await.unwrap();
    let answer = visitor.ask("/words 60000 0").await.unwrap().message.unwrap();
    // The same answer a hundred times over one connection (25 MB, more than any socket holds), and nothing is read.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stalled = socket.connect(address.parse().unwrap()).await.unwrap();
    let request = format!(
        "GET /v1/widget/messages/{answer}/stream?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        visitor.jwt
    );
    stalled.write_all(request.repeat(100).as_bytes()).await.unwrap();
    let begun = Instant::now();
    loop {
        let metrics =
            visitor.client.get(format!("{}/metrics", server.base)).send().await.unwrap().text().await.unwrap();
        if metrics.contains("parlor_slow_reader_cuts_total 1") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "the slow reader was not cut:\n{metrics}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(visitor.history().await.unwrap().len(), 2, "others are served");
}
