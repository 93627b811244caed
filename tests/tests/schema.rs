//! schemathesis reads the description and asks the server everything it allows, and what it does not: no answer may be a
//! failure of ours, and every body must be as described. Streams are excluded: it reads bodies to their end.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{path::PathBuf, process::Output, sync::Arc};

use parlor::core::{entropy::SystemEntropy, team::ApiSecret};
use parlor_tests::{
    app::{CATY_KEY, TEAM, TestApp},
    databases::Backend::Sqlite,
    script::{Cast, Script},
};
use tokio::process::Command;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_as_described_and_nothing_breaks() {
    let flags = ["--init-per-minute", "1000000", "--leads-per-minute", "1000000", "--events-per-minute", "1000000"];
    let app = TestApp::with_flags(Sqlite, Arc::new(Cast(Script::says(&["Yes."]))), &flags).await.unwrap();
    let jwt = app.visitor().await.unwrap().jwt;
    let (kept, secret) = ApiSecret::generate(TEAM.parse().unwrap(), "CI".into(), app.state.clock.now(), &SystemEntropy);
    app.store.insert_secret(&kept).await.unwrap();
    let visitors = run(&app, &jwt, "^/v1/widget").await;
    let owners = run(&app, &secret, "^/(api|v1/integration|v1/conversation)").await;
    let cases = visitors + owners;
    println!("{cases} cases");
    assert!(cases >= 2_000, "only {cases} cases");
}

/// How many cases passed; all of them did.
async fn run(app: &TestApp, bearer: &str, paths: &str) -> u64 {
    let output = Command::new(program())
        .args(["run", &app.url("/openapi.json"), "--checks", CHECKS, "--phases", "coverage,fuzzing"])
        .args(["--max-examples", "60", "--seed", "1", "--continue-on-failure", "--include-path-regex", paths])
        .args(["--exclude-path-regex", "stream|complete$|/sessions/", "--no-color"])
        .args(["-H", &format!("Authorization: Bearer {bearer}"), "-H", &format!("X-API-Key: {CATY_KEY}")])
        .current_dir(tempfile::tempdir().unwrap().keep())
        .output()
        .await
        .unwrap();
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    let (_, counts) = said.split_once("Test cases:").unwrap();
    counts.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
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
