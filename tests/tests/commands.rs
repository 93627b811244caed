//! The binary's commands, as an operator runs them.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{path::Path, process::Stdio};

use parlor_tests::{
    app::CATY_KEY,
    databases::Backend::Sqlite,
    process::{ServerProcess, binary, free_port},
};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
};

const PASSWORD: &str = "correct horse battery staple";

fn parlor() -> Command {
    let mut command = Command::new(binary().unwrap());
    command.env("PARLOR_SECRET", "test-secret-test-secret-test-secret!").env("PARLOR_LOG", "error").kill_on_drop(true);
    command
}

/// Success and what it said, of `parlor owner create` with the password on its standard input.
async fn create_owner(database: &str, email: &str, password: &str) -> (bool, String, String) {
    let mut child = parlor()
        .args(["owner", "create", "--email", email, "--database-url", database])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

async fn sign_in(base: &str, email: &str, password: &str) -> StatusCode {
    let body = json!({"email": email, "password": password});
    Client::new().post(format!("{base}/api/auth/login")).json(&body).send().await.unwrap().status()
}

async fn widgets(base: &str, secret: &str) -> (u16, Value) {
    let url = format!("{base}/v1/integration/widget/list");
    let reply = Client::new().get(url).bearer_auth(secret).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

#[tokio::test]
async fn an_owner_is_created_once_and_signs_in() {
    let guard = Sqlite.fresh().await;
    let (done, said, _) = create_owner(&guard.url, "ada@example.com", PASSWORD).await;
    assert!(done, "{said}");
    assert!(!said.contains(PASSWORD));
    let made: Value = serde_json::from_str(&said).unwrap();
    let secret = made["secret"].as_str().unwrap();

    let (again, _, complaint) = create_owner(&guard.url, "ADA@example.com", "another good password").await;
    assert!(!again, "{complaint}");
    assert!(complaint.contains("has an account already"), "{complaint}");
    for (email, password, about) in [("eve@example.com", "short", "password"), ("nobody", PASSWORD, "address")] {
        let (done, _, complaint) = create_owner(&guard.url, email, password).await;
        assert!(!done && complaint.contains(about), "{complaint}");
        assert!(!complaint.contains(password));
    }

    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &[]).await.unwrap();
    assert_eq!(sign_in(&server.base, "ada@example.com", PASSWORD).await, 200);
    assert_eq!(sign_in(&server.base, "ada@example.com", "another good password").await, 401);
    assert_eq!(sign_in(&server.base, "eve@example.com", "short").await, 401);
    assert_eq!(widgets(&server.base, secret).await, (200, json!({"items": []})));
}

/// The demo, and the line it says when it is ready.
async fn demo(folder: &Path) -> (Child, Value) {
    let port = free_port().await.unwrap().to_string();
    let mut child = parlor()
        .args(["demo", "--json", "--port", &port, "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next_line().await.unwrap().unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn the_demo_says_what_opens_it_and_says_the_same_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, ready) = demo(folder.path()).await;
    let text = |name: &str| ready[name].as_str().unwrap().to_owned();
    let base = text("url");
    assert_eq!(ready.as_object().unwrap().len(), 9);
    assert_eq!(sign_in(&base, &text("owner_email"), &text("owner_password")).await, 200);
    let (status, list) = widgets(&base, &text("secret")).await;
    assert_eq!((status, &list["items"][0]["id"]), (200, &ready["widget_id"]));
    let client = Client::new();
    for key in ["widget_key", "embed_token", "widget_id"] {
        let body = json!({"agent_id": text(key)});
        let opened = client.post(format!("{base}/v1/widget/init")).header("Origin", &base).json(&body).send().await;
        assert_eq!(opened.unwrap().status(), 200, "{key}");
    }
    let config = |key: String| client.get(format!("{base}/api/widget/config")).header("X-API-Key", key).send();
    assert_eq!(config(text("api_key")).await.unwrap().status(), 200);
    assert_eq!(config(CATY_KEY.into()).await.unwrap().status(), 401);
    first.kill().await.unwrap();

    let (mut second, again) = demo(folder.path()).await;
    let without_address = |mut line: Value| {
        line.as_object_mut().unwrap().remove("url");
        line
    };
    assert_eq!(without_address(ready), without_address(again));
    second.kill().await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_the_configuration_is_said() {
    let guard = Sqlite.fresh().await;
    let check = async |flags: &[&str]| {
        let output = parlor().arg("check-config").args(flags).output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    assert!(check(&["--database-url", &guard.url]).await.0);
    for (flags, about) in [
        (["--database-url", "mysql://localhost/x"], "sqlite://"),
        (["--database-url", "sqlite:///nowhere/at/all/x.db"], "nowhere"),
        (["--database-url", "postgres://ada:hunter2@127.0.0.1:9/x"], "postgres://ada@127.0.0.1:9/x"),
        (["--init-per-minute", "0"], "init-per-minute"),
        (["--listen", "nonsense"], "listen"),
    ] {
        let (fine, complaint) = check(&flags).await;
        assert!(!fine && complaint.contains(about), "{flags:?}: {complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_place_for_files_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let check = async |flags: &[&str]| {
        let base = ["check-config", "--database-url", "memory:"];
        let output = parlor().args(base).args(flags).output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let place = folder.path().join("files").display().to_string();
    assert!(check(&["--attachments", &place]).await.0);
    let bucket = ["--attachments", "s3://chat/a", "--attachments-s3-endpoint", "http://127.0.0.1:9"];
    let key = ["--attachments-s3-access-key-id", "AKIDEXAMPLE"];
    let secret = ["--attachments-s3-secret-access-key", "hunter2"];
    for (flags, about) in [
        (vec!["--attachments", "https://a.example/a"], "PARLOR_ATTACHMENTS is a folder, s3://bucket/prefix or memory:"),
        (vec!["--attachments", "/proc/nowhere"], "/proc/nowhere"),
        (bucket[2..].to_vec(), "names no bucket"),
        ([&bucket[..], &key].concat(), "--attachments-s3-secret-access-key"),
        ([&bucket[..], &secret].concat(), "--attachments-s3-access-key-id"),
        ([&bucket[..], &key, &secret].concat(), "visitors' files cannot be kept"),
    ] {
        let (fine, complaint) = check(&flags).await;
        assert!(!fine && complaint.contains(about), "{flags:?}: {complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }
}
