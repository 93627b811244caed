//! Connections: one address cannot hold them all.

use std::{net::SocketAddr, time::Duration};

use parlor_tests::{
    app::TestApp,
    databases::Backend::Temporary,
    script::{Cast, Script},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// On loopback every address of 127.0.0.0/8 is ours.
async fn connect(app: &TestApp, from: [u8; 4]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((from, 0))).unwrap();
    socket.connect(app.base.strip_prefix("http://").unwrap().parse().unwrap()).await.unwrap()
}

/// Requests the health on a connection and returns the first bytes of the reply; empty if the connection was cut.
async fn health(stream: &mut TcpStream) -> String {
    _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let mut bytes = vec![0; 512];
    let read = timeout(Duration::from_secs(5), stream.read(&mut bytes)).await.unwrap().unwrap_or_default();
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

async fn app(flags: &[&str]) -> TestApp {
    TestApp::with_flags(Temporary, std::sync::Arc::new(Cast(Script::says(&["Hello"]))), flags).await.unwrap()
}

#[tokio::test]
async fn an_address_that_holds_its_cap_leaves_the_others_served() {
    let app = app(&["--connections-per-address", "3"]).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = connect(&app, [127, 0, 0, 2]).await;
        assert!(health(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    let mut refused = connect(&app, [127, 0, 0, 2]).await;
    let mut told = String::new();
    timeout(Duration::from_secs(5), refused.read_to_string(&mut told)).await.unwrap().unwrap();
    assert!(told.starts_with("HTTP/1.1 429") && told.contains("Retry-After: 5"), "{told:?}");
    for other in [1, 3, 4] {
        assert!(health(&mut connect(&app, [127, 0, 0, other]).await).await.starts_with("HTTP/1.1 200"), "{other}");
    }
    drop(held.pop());
    let again = async {
        while !health(&mut connect(&app, [127, 0, 0, 2]).await).await.starts_with("HTTP/1.1 200") {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(5), again).await.expect("what is given back can be taken again");
}

#[tokio::test]
async fn a_trusted_proxy_has_no_cap() {
    let app = app(&["--connections-per-address", "1", "--trusted-proxies", "127.0.0.2/32"]).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        let mut stream = connect(&app, [127, 0, 0, 2]).await;
        assert!(health(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
}
