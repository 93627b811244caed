//! Generated clients, in TypeScript and in Python: they compile, and make one real call for each tag.

use std::{collections::BTreeSet, path::Path};

use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY, TestApp},
    owner::{Owner, PASSWORD},
    visitor::ORIGIN,
};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::openapi::tools::{npm, python, run, server, workbench};

#[tokio::test(flavor = "multi_thread")]
async fn in_typescript() {
    let app = server().await;
    let folder = workbench(&app).await;
    give(&app, folder.path()).await;
    run(npm("openapi-typescript").args(["openapi.json", "--output", "api.ts"]), folder.path()).await;
    run(npm("tsc").args(["--project", "."]), folder.path()).await;
    let said = run(Command::new("node").arg("built/client.js"), folder.path()).await;
    assert_eq!(called(&said), tags(folder.path()));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_python() {
    let app = server().await;
    let folder = workbench(&app).await;
    give(&app, folder.path()).await;
    let mut generator = python("openapi-python-client");
    generator.args(["generate", "--path", "openapi.json", "--output-path", "api_client", "--meta", "none"]);
    // It leaves out bodies that are no JSON, and says so: pictures, recordings.
    run(generator.args(["--config", "python.yaml"]), folder.path()).await;
    run(python("python").args(["-m", "compileall", "-q", "api_client"]), folder.path()).await;
    let said = run(python("python").arg("client.py"), folder.path()).await;
    assert_eq!(called(&said), tags(folder.path()));
}

/// Credentials and ids for the calls.
async fn give(app: &TestApp, folder: &Path) {
    let owner = Owner::register(app, "owner@example.com").await.unwrap();
    let agent = owner.new_agent().await.unwrap();
    let given = json!({
        "base": app.base,
        "origin": ORIGIN,
        "key": KEY,
        "embedToken": EMBED_TOKEN,
        "catyKey": CATY_KEY,
        "email": owner.email,
        "password": PASSWORD,
        "team": owner.team,
        "cookie": owner.cookie,
        "secret": owner.secret(app).await.unwrap(),
        "widget": owner.new_widget(&agent).await.unwrap(),
        "agent": agent,
    });
    std::fs::write(folder.join("given.json"), given.to_string()).unwrap();
}

fn called(said: &str) -> BTreeSet<String> {
    serde_json::from_str(said.trim()).unwrap()
}

fn tags(folder: &Path) -> BTreeSet<String> {
    let document: Value = serde_json::from_slice(&std::fs::read(folder.join("openapi.json")).unwrap()).unwrap();
    document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect()
}
