//! Floors for the agent's answers about paragraphs of an encyclopaedia (XQuAD). `cargo xtask bench knowledge` prints all figures.

use parlor_tests::{corpora, full, knowledge::xquad::Language};

/// The floor for questions whose paragraph is cited first, and the ceilings for questions that are answered although no document does,
/// in percent. One language alone has more of them than all together.
const RIGHT: f64 = 85.0;
const FALSE_IN_ONE: f64 = 10.0;
const FALSE_IN_ALL: f64 = 5.0;

async fn floors(languages: &[&str]) {
    let (mut missed, mut wrong, mut measured) = (Vec::new(), 0.0, 0.0);
    for language in languages {
        let Some(path) = corpora::beside(&format!("xquad/{language}.json")) else { return };
        let shares = Language::read(&path).measure().await;
        println!("{language}: {shares:?}");
        (wrong, measured) = (wrong + shares.wrong, measured + 1.0);
        if shares.cited < RIGHT || shares.wrong > FALSE_IN_ONE {
            missed.push((*language, shares));
        }
    }
    let allowed = if languages.len() == 1 { FALSE_IN_ONE } else { FALSE_IN_ALL };
    assert!(missed.is_empty() && wrong <= allowed * measured, "{missed:?}, {wrong} of {measured}");
}

#[tokio::test]
async fn questions_about_an_encyclopaedia_are_answered_in_chinese() {
    floors(&["zh"]).await;
}

#[tokio::test]
async fn questions_about_an_encyclopaedia_are_answered_in_six_languages_in_a_full_run() {
    if full::is_skipped("questions_about_an_encyclopaedia_are_answered_in_six_languages_in_a_full_run") {
        return;
    }
    floors(&["en", "de", "zh", "ar", "ru", "tr"]).await;
}
