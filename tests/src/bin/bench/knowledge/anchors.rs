//! Other engines on the same data: tantivy, SQLite's FTS5 and bm25s, run by `tests/anchors/rank.py`.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use parlor_tests::knowledge::xquad::{Language, percent};
use serde::Deserialize;
use serde_json::json;

/// For each engine: its name, and for each language the percentage of questions whose paragraph it ranks first.
pub(super) type Ranked = Vec<(String, Vec<f64>)>;

/// The paragraphs that an engine ranks first, by their numbers; none where it finds nothing.
#[derive(Deserialize)]
struct Engine {
    name: String,
    first: Vec<Option<usize>>,
}

/// Asks them all.
pub(super) fn ranked(languages: &[Language]) -> Result<Ranked> {
    let python = std::env::var_os("PARLOR_ANCHORS_PYTHON")
        .context("PARLOR_ANCHORS_PYTHON names no Python with them; `cargo xtask bench knowledge` installs one")?;
    let mut ranked: Ranked = Vec::new();
    for language in languages {
        for engine in ask(Path::new(&python), language)? {
            let right = |(asked, first): &(&parlor_tests::knowledge::xquad::Asked, Option<usize>)| {
                first.and_then(|at| language.paragraphs.get(at)).is_some_and(|found| found.name == asked.document)
            };
            let right = language.asked.iter().zip(engine.first).filter(right).count();
            let share = percent(right, language.asked.len());
            match ranked.iter_mut().find(|(name, _)| *name == engine.name) {
                Some((_, shares)) => shares.push(share),
                None => ranked.push((engine.name, vec![share])),
            }
        }
    }
    ensure!(ranked.iter().all(|(_, shares)| shares.len() == languages.len()), "an engine failed in some language");
    Ok(ranked)
}

fn ask(python: &Path, language: &Language) -> Result<Vec<Engine>> {
    let documents: Vec<&str> = language.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let questions: Vec<&str> = language.asked.iter().map(|asked| asked.text.as_str()).collect();
    let input = json!({"language": language.code, "documents": documents, "questions": questions}).to_string();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("anchors/rank.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", python.display()))?;
    child.stdin.take().context("no pipe")?.write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "tests/anchors/rank.py failed ({})", output.status);
    serde_json::from_slice(&output.stdout).context("tests/anchors/rank.py printed something else")
}
