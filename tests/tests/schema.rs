//! schemathesis reads the description and asks the server everything it allows, and what it does not: no answer may be a
//! failure of ours, and every body must be as described. Streams are excluded: it reads bodies to their end.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{fmt::Write as _, path::PathBuf, process::Output, sync::Arc};

use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, TestApp, WIDGET},
    databases::Backend::Sqlite,
    owner::Owner,
    script::{Cast, Script},
    visitor::ORIGIN,
};
use serde_json::{Value, json};
use tokio::process::Command;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// Limits have tests of their own.
const FLAGS: [&str; 14] = [
    "--init-per-minute",
    "1000000",
    "--leads-per-minute",
    "1000000",
    "--events-per-minute",
    "1000000",
    "--caty-per-minute",
    "1000000",
    "--caty-messages-per-minute",
    "1000000",
    "--nexon-init-per-minute",
    "1000000",
    "--nexon-chat-per-minute",
    "1000000",
];
const CASES: u64 = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_as_described_and_nothing_breaks() {
    let app = TestApp::with_flags(Sqlite, Arc::new(Cast(Script::says(&["Yes."]))), &FLAGS).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("schemathesis.toml"), ways_in(&app).await).unwrap();
    let output = Command::new(program())
        .args(["run", &app.url("/openapi.json"), "--checks", CHECKS, "--phases", "coverage,fuzzing"])
        .args(["--max-examples", "30", "--seed", "1", "--continue-on-failure", "--no-color"])
        .args(["--exclude-path-regex", "stream|complete$|/sessions/"])
        .current_dir(folder.path())
        .output()
        .await
        .unwrap();
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    let (_, counts) = said.split_once("Test cases:").unwrap();
    let cases: u64 = counts.split_whitespace().next().unwrap().replace(',', "").parse().unwrap();
    println!("{cases} cases");
    assert!(cases >= CASES, "only {cases} cases");
}

/// Credentials and ids, so that what is asked gets behind the door: a table per group of routes. What destroys its object
/// gets ids that nobody has, so that there is something to ask about to the end.
async fn ways_in(app: &TestApp) -> String {
    let owner = Owner::register(app, "owner@example.com").await.unwrap();
    let secret = owner.secret(app).await.unwrap();
    let agent = owner.new_agent().await.unwrap();
    let widget = owner.new_widget(&agent).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    let answer = visitor.ask("Hello?").await.unwrap().message.unwrap();
    let session = session(app).await;
    let bearer = |token: &str| format!("Authorization = \"Bearer {token}\"");
    let signed_in = format!("Cookie = \"{}\", Origin = \"{}\"", owner.cookie, app.base);
    let team = format!("\"path.teamId\" = \"{}\"", owner.team);
    let within = |id: &str| format!("{team}, \"path.id\" = \"{id}\"");
    let mut config = String::new();
    for (paths, headers, parameters) in [
        ("^/v1/widget/messages/", bearer(&visitor.jwt), format!("\"path.id\" = \"{answer}\"")),
        ("^/v1/widget/(?!messages/)", bearer(&visitor.jwt), String::new()),
        (
            "^/v1/integration/widget/(?!.*/(delete|create)$)",
            bearer(&secret),
            format!("\"path.idOrAlias\" = \"{widget}\""),
        ),
        ("^/v1/integration/widget/.*/(delete|create)$", bearer(&secret), String::new()),
        (
            "^/v1/conversation/",
            bearer(session["token"].as_str().unwrap()),
            format!("\"path.conversationId\" = {}", session["conversationId"]),
        ),
        ("^/api/widget/", format!("X-API-Key = \"{CATY_KEY}\""), String::new()),
        (
            "^/api/widget-chat/",
            format!("X-Widget-Token = \"{EMBED_TOKEN}\", Origin = \"{ORIGIN}\""),
            format!("\"path.token\" = \"{EMBED_TOKEN}\""),
        ),
        ("^/api/auth/(login|logout)", format!("Origin = \"{}\"", app.base), String::new()),
        ("^/api/auth/me", signed_in.clone(), String::new()),
        ("^/api/teams/[^/]*/agents", signed_in.clone(), within(&agent)),
        ("^/api/teams/[^/]*/widgets", signed_in.clone(), within(&widget)),
        ("^/api/teams/[^/]*/(?!agents|widgets)", signed_in.clone(), team.clone()),
    ] {
        for (methods, parameters) in [("GET|POST|PUT|PATCH", parameters.as_str()), ("DELETE", team.as_str())] {
            writeln!(
                config,
                "[[operations]]\ninclude-path-regex = '{paths}'\ninclude-method-regex = '{methods}'\n\
                 headers = {{ {headers} }}\nparameters = {{ {parameters} }}"
            )
            .unwrap();
        }
    }
    config
}

async fn session(app: &TestApp) -> Value {
    let path = format!("/v1/integration/widget/{WIDGET}/session/create");
    let request = app.client.post(app.url(&path)).header("Origin", ORIGIN).json(&json!({}));
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn program() -> PathBuf {
    let target = std::env::current_exe().unwrap();
    let target = target.ancestors().nth(3).unwrap();
    let program = target.join("tools/schemathesis/bin/schemathesis");
    assert!(program.exists(), "{} is missing: cargo xtask test installs it", program.display());
    program
}
