//! Three validators read the description and find nothing, not even a warning; and it can be seen that they would.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;
use tokio::process::Command;

use crate::openapi::tools::{npm, python, run, server, workbench};

fn redocly() -> Command {
    let mut command = npm("redocly");
    command.args(["lint", "openapi.json", "--config", "redocly.yaml", "--format", "stylish"]);
    command
}

fn spectral() -> Command {
    let mut command = npm("spectral");
    command.args(["lint", "openapi.json", "--ruleset", "spectral.yaml", "--fail-severity", "hint"]);
    command
}

fn validator() -> Command {
    let mut command = python("openapi-spec-validator");
    command.args(["--schema", "3.1", "openapi.json"]);
    command
}

#[tokio::test]
async fn three_validators_find_nothing() {
    let app = server().await;
    let folder = workbench(&app).await;
    for mut validator in [validator(), redocly(), spectral()] {
        run(&mut validator, folder.path()).await;
    }
    // A response without a description: each of them sees it.
    let mut document = read(folder.path());
    let response = &mut document["paths"]["/v1/widget/init"]["post"]["responses"]["200"];
    response.as_object_mut().unwrap().remove("description").unwrap();
    std::fs::write(folder.path().join("openapi.json"), document.to_string()).unwrap();
    for mut validator in [validator(), redocly(), spectral()] {
        let output = validator.current_dir(folder.path()).output().await.unwrap();
        assert!(!output.status.success(), "{:?} does not see it", validator.as_std());
    }
}

#[tokio::test]
async fn every_operation_has_a_summary_one_known_tag_and_an_id_of_its_own() {
    let app = server().await;
    let folder = workbench(&app).await;
    let document = read(folder.path());
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let (mut ids, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{at}: {id} is another's too");
            assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{at}: no summary");
            let [tag] = operation["tags"].as_array().unwrap().as_slice() else { panic!("{at}: not one tag") };
            assert!(tags.contains(tag.as_str().unwrap()), "{at}: {tag} is not described");
            used.insert(tag.as_str().unwrap());
        }
    }
    assert_eq!(used, tags, "a tag that nothing has");
}

fn read(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("openapi.json")).unwrap()).unwrap()
}
