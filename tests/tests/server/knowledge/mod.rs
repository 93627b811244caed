//! Quality of the knowledge agent's search: questions as visitors ask them, and the answering section, on every store.
//!
//! The questions often use other words than the headings, as people do. A minimum is asserted for the share of
//! questions whose section comes first, and for the share whose section is among the first three.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod cases;
mod docs;
mod embeddings;
mod license;
mod xquad;

use std::{path::Path, sync::Arc};

use parlor::{
    agent::knowledge::{Library, read_document, read_folder},
    core::{knowledge::Passage, store::KnowledgeStore},
};
use parlor_tests::{databases::Backend, knowledge::kept};

/// A question, and the heading of the section that answers it.
type Case = (&'static str, &'static str);

const LICENSE: &str = "/usr/share/common-licenses/GPL-3";

/// Numbers of questions whose section was found.
struct Found {
    first: usize,
    among_three: usize,
    of: usize,
}

impl Found {
    fn percent(&self, count: usize) -> usize {
        count * 100 / self.of
    }
}

#[tokio::test]
async fn questions_about_the_documentation_find_their_section() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let passages = read_folder(&folder, None).unwrap();
    measure("docs", &passages, docs::QUESTIONS, 80, 95).await;
}

#[tokio::test]
async fn questions_about_a_licence_find_their_section() {
    let Ok(text) = std::fs::read_to_string(LICENSE) else {
        println!("skipped: {LICENSE} is not on this machine");
        return;
    };
    measure("GPL-3", &read_document("gpl-3.md", None, &license::sectioned(&text)), license::QUESTIONS, 80, 95).await;
}

/// Asserts floors in percent on every store, and says what was reached.
async fn measure(name: &str, passages: &[Passage], cases: &[Case], first: usize, among_three: usize) {
    for (question, heading) in cases {
        assert!(passages.iter().any(|passage| last(passage) == *heading), "{question}: there is no section {heading}");
    }
    let mut missed = Vec::new();
    for backend in Backend::ALL {
        let (store, _guard) = backend.open().await;
        let agent = kept(store.as_ref()).await;
        let library = Library::new(Arc::clone(&store) as Arc<dyn KnowledgeStore>);
        store.replace_passages(&agent, passages).await.unwrap();
        let mut found = Found { first: 0, among_three: 0, of: cases.len() };
        for (question, heading) in cases {
            let answers = library.best(&agent, question).await.unwrap();
            let place = answers.iter().position(|passage| last(passage) == *heading);
            found.first += usize::from(place == Some(0));
            found.among_three += usize::from(place.is_some_and(|place| place < 3));
            if place != Some(0) {
                println!(
                    "{name} {backend:?}: {question:?} wants {heading:?} (at {place:?}), gets {:?}",
                    answers.first().map(last)
                );
            }
        }
        let (one, three) = (found.percent(found.first), found.percent(found.among_three));
        println!(
            "{name} {backend:?}: {} questions over {} passages, first {one} %, among three {three} %",
            found.of,
            passages.len()
        );
        if one < first || three < among_three {
            missed.push(format!("{backend:?}: first {one} %, among three {three} %"));
        }
    }
    assert!(missed.is_empty(), "{name}, below {first} % or {among_three} %: {missed:?}");
}

fn last(passage: &Passage) -> &str {
    passage.title.rsplit(" › ").next().unwrap_or_default()
}
