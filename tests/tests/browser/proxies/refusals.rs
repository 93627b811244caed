//! Refusals on kept-alive connections: no client loses the request it sends next.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    full::is_skipped,
    reverse_proxy::{Place, Program},
    script::{Cast, Script},
};
use rstest::rstest;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    process::Command,
};

use crate::proxies::Site;

/// One request of each kind that is refused before its body was read, with bodies that are read and forgotten, and bodies
/// that end the connection.
fn cases() -> Vec<Value> {
    let json = "application/json";
    let kinds = [
        ("POST", "/v1/widget/messages", json!({"content-type": json}), 401),
        ("POST", "/v1/widget/init", json!({"content-type": "text/plain", "origin": "https://evil.example"}), 415),
        ("POST", "/v1/widget/nothing", json!({"content-type": json}), 404),
        ("POST", "/nothing/at/all", json!({"content-type": json}), 404),
        ("PUT", "/v1/widget/init", json!({"content-type": json}), 405),
        ("POST", "/api/widget/chat", json!({"content-type": "text/plain"}), 400),
        ("POST", "/api/teams/team-1/agents", json!({"content-type": json}), 401),
        ("POST", "/v1/integration/widget/create", json!({"content-type": json}), 401),
        ("POST", "/v1/widget/attachments", json!({"content-type": "multipart/form-data; boundary=x"}), 401),
        ("POST", &*format!("/chat/{KEY}"), json!({"content-type": "text/plain"}), 415),
    ];
    let sizes = [0, 1, 1_000, 64 * 1024, 64 * 1024 + 1, 300_000, 3_000_000];
    let mut all = Vec::new();
    for (at, (method, path, headers, status)) in kinds.iter().enumerate() {
        for size in sizes.iter().skip(at % 2).step_by(2) {
            all.push(json!({"method": method, "path": path, "headers": headers, "body": size, "status": status}));
        }
    }
    // Refused while it is being read.
    for size in [64 * 1024 + 1, 1_000_000] {
        all.push(json!({"method": "POST", "path": "/v1/widget/init", "headers": {"content-type": json}, "body": size, "status": 413}));
    }
    // By a limit that is used up.
    for size in [10, 200_000] {
        all.push(json!({"method": "POST", "path": "/api/widget/init", "headers": {"content-type": json}, "body": size, "status": 429}));
    }
    all
}

/// Each client directly, and each through a proxy.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn no_client_loses_a_request_after_a_refusal(
    #[values(None, Some(Program::Nginx), Some(Program::Caddy))] program: Option<Program>,
) -> Result<()> {
    refused(program, 150).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_client_loses_one_of_thousands_in_a_full_run() -> Result<()> {
    if is_skipped("no_client_loses_one_of_thousands_in_a_full_run") {
        return Ok(());
    }
    for program in [None, Some(Program::Nginx), Some(Program::Caddy)] {
        refused(program, 5_000).await?;
    }
    Ok(())
}

/// Lets each client send this many requests that are refused, and another one after each.
async fn refused(program: Option<Program>, count: u32) -> Result<()> {
    let agents = Arc::new(Cast(Script::says(&["Hello"])));
    let many = "100000000";
    let flags = ["--nexon-init-per-minute", "1", "--nexon-chat-per-minute", many, "--init-per-minute", many];
    let (base, _app, _site) = match program {
        None => {
            let app = TestApp::with_flags(Backend::Temporary, agents, &flags).await?;
            (app.base.clone(), Some(app), None)
        }
        Some(program) => {
            let site = Site::open_with(program, Place::Root, agents, &flags).await?;
            (site.url.clone(), None, Some(site))
        }
    };
    // Uses up the limit.
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build()?;
    client.post(format!("{base}/api/widget/init")).json(&json!({"key": KEY})).send().await?;
    let folder = TempDir::new()?;
    let file = folder.path().join("cases.json");
    std::fs::write(&file, serde_json::to_vec(&cases())?)?;
    for name in ["httpx", "requests", "undici"] {
        let report = run(name, &base, &file, count).await.with_context(|| format!("{name} {program:?}"))?;
        println!("{name} {program:?}: {report:?}");
        ensure!(report.broken == 0 && report.requests == 2 * count, "{name} {program:?}: {report:?}");
    }
    Ok(())
}

/// Report that a client's script prints.
#[derive(Debug, Deserialize)]
struct Report {
    requests: u32,
    broken: u32,
    #[expect(dead_code, reason = "shown when a test fails")]
    first: Vec<String>,
}

async fn run(name: &str, base: &str, cases: &Path, count: u32) -> Result<Report> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tools = std::env::var_os("PARLOR_TOOLS").map_or_else(|| here.join("../target/tools"), PathBuf::from);
    let mut command = if name == "undici" {
        let mut command = Command::new("node");
        command.arg(here.join("clients/keep_alive.mjs")).arg(tools.join("node_modules"));
        command
    } else {
        let mut command = Command::new(tools.join("clients/bin/python"));
        command.arg(here.join("clients/keep_alive.py")).arg(name);
        command
    };
    let command = command.arg(base).arg(cases).arg(count.to_string()).stderr(Stdio::inherit()).kill_on_drop(true);
    let output = command.output().await.context("the client does not start: run `cargo xtask tools`")?;
    ensure!(output.status.success(), "the client ended: {}", output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// On the wire: a connection goes on after a small body, and is announced to end after a large one, whose sender still
/// reads the whole refusal.
#[tokio::test]
async fn a_refusal_says_whether_the_connection_goes_on() -> Result<()> {
    let app = TestApp::with_flags(Backend::Temporary, Arc::new(Cast(Script::says(&["Hello"]))), &[]).await?;
    let address = app.base.trim_start_matches("http://");
    for (size, chunked, goes_on) in [
        (0, false, true),
        (1_000, false, true),
        (64 * 1024, false, true),
        (64 * 1024, true, true),
        (70_000, true, false),
        (5_000_000, false, false),
    ] {
        let mut connection = TcpStream::connect(address).await?;
        let length = if chunked { "transfer-encoding: chunked".to_owned() } else { format!("content-length: {size}") };
        let head = format!(
            "POST /v1/widget/messages HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n{length}\r\n\r\n"
        );
        let body = vec![b'a'; size];
        let body = if chunked { [format!("{size:x}\r\n").as_bytes(), &body, b"\r\n0\r\n\r\n"].concat() } else { body };
        connection.write_all(&[head.as_bytes(), &body].concat()).await?;
        let refusal = answer(&mut connection).await?;
        assert!(refusal.starts_with("HTTP/1.1 401 "), "{size} {chunked}: {refusal}");
        assert_eq!(refusal.contains("connection: close"), !goes_on, "{size} {chunked}: {refusal}");
        if goes_on {
            connection.write_all(format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).await?;
            assert!(answer(&mut connection).await?.starts_with("HTTP/1.1 200 "), "{size} {chunked}");
        } else {
            assert_eq!(connection.read(&mut [0]).await?, 0, "{size} {chunked}: it ends, and is not reset");
        }
    }
    Ok(())
}

/// Head and body of one answer.
async fn answer(connection: &mut TcpStream) -> Result<String> {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no length")?;
            if body.len() >= length.parse()? {
                return Ok(text.to_lowercase().replacen("http/1.1", "HTTP/1.1", 1));
            }
        }
        let mut part = [0; 4096];
        let count = connection.read(&mut part).await?;
        ensure!(count > 0, "the connection ended: {text}");
        read.extend_from_slice(part.get(..count).unwrap_or_default());
    }
}
