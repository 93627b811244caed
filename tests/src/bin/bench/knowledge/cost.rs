//! The cost of 2,000 passages: to index, to keep in memory, to be asked.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use parlor::{agent::knowledge::read_folder, core::knowledge::Passage};
use parlor_tests::{
    databases::Backend,
    knowledge::{Shelf, question, told, xquad::Language},
};

use super::table::{Goal, Table};

const PASSAGES: usize = 2_000;
/// Questions about Parlor, where there is no corpus.
const PLAIN: &str = "How do I change the colour of the launcher?";

#[expect(clippy::disallowed_methods, reason = "measures real time")]
pub(super) async fn measure(languages: &[Language], table: &mut Table) -> Result<()> {
    let passages = passages(languages)?;
    table.part(&format!("{} passages, SQLite", passages.len()));
    let shelf = Shelf::of(Backend::Sqlite, &passages).await;
    let began = Instant::now();
    shelf.library.best(&shelf.agent, PLAIN).await?;
    table.figure("indexed, the first question answered, in", began.elapsed().as_secs_f64(), "s", Goal::AtMost(5.0));
    let bytes = shelf.library.bytes().await;
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    table.figure("index in memory", bytes as f64 / 1e6, "MB", Goal::AtMost(30.0));
    let mut times = Vec::new();
    for language in languages {
        for asked in &language.asked {
            let asked = question(&asked.text, &[], &language.code);
            let began = Instant::now();
            told(&shelf.agent(), asked).await;
            times.push(began.elapsed());
        }
    }
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).map_or(0.0, |time: &Duration| time.as_secs_f64() * 1e3);
    table.figure("an answer, median", at(50), "ms", Goal::None);
    table.figure("an answer, 95 of 100", at(95), "ms", Goal::AtMost(15.0));
    Ok(())
}

/// The corpus in all its languages and Parlor's documentation, again and again where there is no corpus.
fn passages(languages: &[Language]) -> Result<Vec<Passage>> {
    let docs = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs"), None)?;
    let named = |language: &Language| {
        let code = language.code.clone();
        let name = move |passage: Passage| Passage { document: format!("{code}/{}", passage.document), ..passage };
        language.passages(|_| true).into_iter().map(name)
    };
    let copy = |number: usize| {
        let name =
            move |passage: &Passage| Passage { document: format!("{number}/{}", passage.document), ..passage.clone() };
        docs.iter().map(name)
    };
    let all = languages.iter().flat_map(named).chain((0..PASSAGES).flat_map(copy));
    Ok(all.take(PASSAGES).collect())
}
