//! The built-in agent's findings, answers and costs, beside other engines on the same data.
//!
//! The data: XQuAD in `../shared/corpora` (paragraphs of an encyclopaedia as documents, people's questions about them), and the
//! project's own questions in `tests/corpora/knowledge` and `tests/data`. What is not on the machine is said and left out.

mod anchors;
mod cost;
mod documents;
mod languages;
mod table;

use anyhow::Result;
use parlor_tests::{corpora, knowledge::xquad::Language};

use self::table::Table;

/// The languages of the corpus.
const LANGUAGES: [&str; 6] = ["en", "de", "zh", "ar", "ru", "tr"];

/// Measures everything; tells what was not reached.
pub(crate) async fn run() -> Result<Option<String>> {
    let paths = LANGUAGES.map(|code| corpora::beside(&format!("xquad/{code}.json")));
    let languages: Vec<Language> = paths.iter().flatten().map(|path| Language::read(path)).collect();
    let mut table = Table::default();
    if languages.len() == LANGUAGES.len() {
        languages::measure(&languages, &mut table).await?;
    } else {
        table.left_out("XQuAD", "../shared/corpora/xquad is not on this machine (PARLOR_CORPORA names another folder)");
    }
    documents::measure(&mut table).await?;
    cost::measure(&languages, &mut table).await?;
    println!("{table}");
    Ok(table.missed())
}
