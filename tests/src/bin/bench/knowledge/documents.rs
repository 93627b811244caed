//! Questions about owners' documents, about this project's own, and about nothing that is there.

use std::path::Path;

use anyhow::{Context as _, Result};
use parlor::agent::knowledge::read_folder;
use parlor_tests::{
    corpora,
    databases::Backend,
    knowledge::{Shelf, Told, is_right, knowing, question, read, texts, told, xquad::percent},
};
use serde_json::Value;

use super::table::{Goal, Table};

pub(super) async fn measure(table: &mut Table) -> Result<()> {
    table.part("Documents");
    owners(table).await;
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let docs = Shelf::of(Backend::Temporary, &read_folder(&docs, None)?).await;
    own(&docs, "questions about Parlor", "questions.json", table).await?;
    own(&docs, "that nobody worked on", "questions-unseen.json", table).await?;
    unanswerable(&docs, table).await;
    Ok(())
}

/// `cases/knowledge.json`, on the databases that this machine has.
async fn owners(table: &mut Table) {
    let cases = corpora::own("knowledge/cases.json");
    let postgres = std::env::var_os("PARLOR_TEST_POSTGRES").map(|_| Backend::Postgres);
    for backend in [Backend::Sqlite].into_iter().chain(postgres) {
        let (agent, _shelf) = knowing(backend, &cases["documents"]).await;
        let (mut right, mut all) = (0, 0);
        for case in cases["questions"].as_array().into_iter().flatten() {
            let asked = case["question"].as_str().unwrap_or_default();
            right += usize::from(is_right(&told(&agent, question(asked, &texts(&case["after"]), "en")).await, case));
            all += 1;
        }
        let what = format!("cases/knowledge.json, {backend:?}: answered right");
        table.figure(&what, percent(right, all), "%", Goal::AtLeast(100.0));
    }
    if postgres.is_none() {
        table.left_out("cases/knowledge.json, Postgres", "PARLOR_TEST_POSTGRES names no cluster");
    }
}

/// Visitors' questions about Parlor. The goals are 38, 46 and 3 of 54 questions that have an answer.
async fn own(docs: &Shelf, what: &str, name: &str, table: &mut Table) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let file: Value = serde_json::from_slice(&std::fs::read(&path).with_context(|| path.display().to_string())?)?;
    let (mut first, mut among_three, mut wrong, mut all) = (0, 0, 0, 0);
    for case in file["questions"].as_array().into_iter().flatten() {
        let headings: Vec<&str> = match &case["heading"] {
            Value::Array(headings) => headings.iter().filter_map(Value::as_str).collect(),
            heading => heading.as_str().into_iter().collect(),
        };
        let before: Vec<String> =
            case["after"].as_str().map(str::to_owned).into_iter().chain(texts(&case["after"])).collect();
        let asked = question(case["question"].as_str().unwrap_or_default(), &before, "en");
        let found = docs.library.ranked(&asked).await?;
        let place = found.iter().position(|passage| is_below(&passage.title, &headings));
        let told = told(&docs.agent(), asked).await;
        wrong += usize::from(is_wrong(&told, &headings));
        if !headings.is_empty() {
            all += 1;
            first += usize::from(place == Some(0) && !told.unsure);
            among_three += usize::from(place.is_some_and(|place| place < 3));
        }
    }
    table.figure(&format!("{all} {what}: answered right"), percent(first, all), "%", Goal::AtLeast(70.0));
    table.figure("  among the first three", percent(among_three, all), "%", Goal::AtLeast(85.0));
    table.figure("  answered wrong", percent(wrong, all), "%", Goal::AtMost(5.6));
    Ok(())
}

fn is_below(title: &str, headings: &[&str]) -> bool {
    title.rsplit(" › ").next().is_some_and(|last| headings.contains(&last))
}

/// It answers from another section.
fn is_wrong(told: &Told, headings: &[&str]) -> bool {
    told.title.as_deref().is_some_and(|title| !is_below(title, headings))
}

/// Fifty questions in five languages that neither a shop's documents nor Parlor's answer.
async fn unanswerable(docs: &Shelf, table: &mut Table) {
    let shop = Shelf::of(Backend::Temporary, &read(&corpora::own("knowledge/cases.json")["documents"])).await;
    let asked = corpora::own("knowledge/unanswerable.json");
    for (name, shelf) in [("a shop's documents", &shop), ("Parlor's documentation", docs)] {
        let (mut unknown, mut all) = (0, 0);
        for (language, questions) in asked["questions"].as_object().into_iter().flatten() {
            for text in texts(questions) {
                unknown += usize::from(told(&shelf.agent(), question(&text, &[], language)).await.unsure);
                all += 1;
            }
        }
        let what = format!("{all} questions that {name} do not answer: told so");
        table.figure(&what, percent(unknown, all), "%", Goal::AtLeast(92.0));
    }
}
