//! The binary's commands, as an operator runs them.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{os::unix::fs::PermissionsExt as _, path::Path, process::Stdio};

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
    command.env("PARLOR_SECRET", "5d1f8e07c2b94a6f3e90d7a1b86c4f25").env("PARLOR_LOG", "error").kill_on_drop(true);
    command
}

/// Success and what it said, of `parlor owner create` with the password on its standard input.
async fn create_owner(database: &str, email: &str, password: &str) -> (bool, String, String) {
    owner("create", database, email, password).await
}

/// The same, of any of the commands below `parlor owner`.
async fn owner(command: &str, database: &str, email: &str, password: &str) -> (bool, String, String) {
    let mut child = parlor()
        .args(["owner", command, "--email", email, "--database-url", database])
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
    assert_eq!(widgets(&server.base, secret).await, (200, json!({"items": [], "cursor": ""})));
}

#[tokio::test]
async fn a_new_password_signs_out_everywhere() {
    let guard = Sqlite.fresh().await;
    assert!(create_owner(&guard.url, "ada@example.com", PASSWORD).await.0);
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &[]).await.unwrap();
    let client = Client::new();
    let body = json!({"email": "ada@example.com", "password": PASSWORD});
    let reply = client.post(format!("{}/api/auth/login", server.base)).json(&body).send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let me = async || {
        let request = client.get(format!("{}/api/auth/me", server.base)).header("Cookie", &cookie);
        request.send().await.unwrap().status()
    };
    assert_eq!(me().await, 200);

    let new = "a new and longer password";
    for (email, password, about) in [("eve@example.com", new, "no account"), ("ada@example.com", "short", "password")] {
        let (done, _, complaint) = owner("password", &guard.url, email, password).await;
        assert!(!done && complaint.contains(about), "{complaint}");
    }
    assert_eq!(me().await, 200, "a refused password changes nothing");
    let (done, said, _) = owner("password", &guard.url, "ADA@example.com", new).await;
    assert!(done && said.contains(r#""sign_ins_ended":1"#) && !said.contains(new), "{said}");
    assert_eq!(me().await, 401);
    assert_eq!(sign_in(&server.base, "ada@example.com", PASSWORD).await, 401);
    assert_eq!(sign_in(&server.base, "ada@example.com", new).await, 200);
}

#[tokio::test]
async fn the_first_page_says_what_comes_next_until_there_is_an_account() {
    let guard = Sqlite.fresh().await;
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &[]).await.unwrap();
    let page = async || reqwest::get(&server.base).await.unwrap().error_for_status().unwrap().text().await.unwrap();
    let fresh = page().await;
    // A server set up by other tests needs a team, not an account.
    assert!(fresh.contains("parlor owner create") && fresh.contains(&format!("{}/widget.js", server.base)), "{fresh}");
    assert!(create_owner(&guard.url, "ada@example.com", PASSWORD).await.0);
    assert!(!page().await.contains("owner create"));
}

#[tokio::test]
async fn health_asks_the_server_that_listens() {
    let guard = Sqlite.fresh().await;
    let port = free_port().await.unwrap();
    let health = async |listen: String| {
        let output = parlor().args(["health", "--listen", &listen]).output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let (fine, complaint) = health(format!("127.0.0.1:{port}")).await;
    assert!(!fine && complaint.contains("does not answer"), "{complaint}");
    let _server = ServerProcess::start(&guard.url, port, &[]).await.unwrap();
    assert!(health(format!("127.0.0.1:{port}")).await.0);
    assert!(health(format!("0.0.0.0:{port}")).await.0, "every address includes the loopback one");
}

#[tokio::test]
async fn checking_creates_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("parlor.db");
    let attachments = folder.path().join("files");
    let check = async || {
        let mut command = parlor();
        command.arg("check-config").arg("--database-url").arg(&database).arg("--attachments").arg(&attachments);
        let output = command.output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (fine, said) = check().await;
    assert!(fine && said.contains("no database yet"), "{said}");
    assert_eq!(names_in(folder.path()), ["files"]);
    assert!(create_owner(database.to_str().unwrap(), "ada@example.com", PASSWORD).await.0);
    let (fine, said) = check().await;
    assert!(fine && said.contains("up to date"), "{said}");
}

/// Returns the names of the entries in a folder.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_temporary_database_is_nobody_elses_and_gone_with_the_server() {
    let (folder, absent) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let absent = format!("sqlite://{}", absent.path().join("parlor.db").display());
    for database in ["memory:", &absent] {
        let mut check = parlor();
        check
            .args(["check-config", "--attachments", "memory:", "--database-url", database])
            .env("TMPDIR", folder.path());
        assert!(check.status().await.unwrap().success());
        assert_eq!(names_in(folder.path()), [""; 0]);
    }
    let port = free_port().await.unwrap();
    let temporary = [("TMPDIR", folder.path())];
    let mut server = ServerProcess::start_with("memory:", port, &[], &temporary).await.unwrap();
    let folders = names_in(folder.path());
    assert_eq!(folders.len(), 1, "{folders:?}");
    assert!(folders[0].starts_with("parlor-"), "{folders:?}");
    let mode = std::fs::metadata(folder.path().join(&folders[0])).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert!(names_in(&folder.path().join(&folders[0])).contains(&"parlor.db".to_owned()));
    server.terminate().await.unwrap();
    assert!(server.ended().await.unwrap());
    assert_eq!(names_in(folder.path()), [""; 0]);
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

/// Neither `check-config` nor a server takes a secret that can be guessed, and none is repeated in the complaint.
#[tokio::test]
async fn a_secret_that_can_be_guessed_is_refused() {
    for weak in [
        "changemechangemechangemechangeme",
        "a-string-secret-at-least-256-bits-long",
        "0123456789abcdef0123456789abcdef",
        "short",
    ] {
        for start in [vec!["check-config", "--database-url", "memory:"], vec!["serve", "--database-url", "memory:"]] {
            let output = parlor().args(&start).env("PARLOR_SECRET", weak).output().await.unwrap();
            let complaint = String::from_utf8(output.stderr).unwrap();
            assert!(!output.status.success() && complaint.contains("openssl rand -hex 32"), "{start:?}: {complaint}");
            assert!(!complaint.contains(weak), "{complaint}");
        }
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
