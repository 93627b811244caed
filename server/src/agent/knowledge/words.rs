//! Words of questions and passages.

use std::collections::HashSet;

/// Words that say nothing about what is asked.
const STOP: &str = "a about all am an and any are as at be been but by can change could did do does for from get had happen happens has have how i \
    if in into is it its just let like may me might my need no not of on one or our out please set should so some tell than \
    that the their them then there these they this to up us use used using want was way we were what when where which who \
    why will with work works would you your";

/// Other words for the same, in groups.
const SAME: &[&[&str]] = &[
    &["colour", "color", "brand", "theme"],
    &["install", "embed", "snippet", "add"],
    &["delete", "remove", "erase"],
    &["backup", "backups"],
    &["key", "keys"],
    &["llm", "model", "ai"],
    &["image", "images", "picture", "pictures"],
    &["appear", "show"],
    &["database", "sqlite", "postgresql"],
    &["postgres", "postgresql"],
    &["limit", "limits"],
];

/// The words of a text in lower case: letters and digits, with `-` and `_` inside (`data-key`), accents kept.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .map(|word| word.trim_matches(['-', '_']).to_lowercase())
        .filter(|word| !word.is_empty())
}

/// The words of a question that say what is asked, each once, in order; all words when none says anything.
pub(super) fn terms(question: &str) -> Vec<String> {
    let stop: HashSet<&str> = STOP.split_whitespace().collect();
    let kept = once_each(words(question).filter(|word| !stop.contains(word.as_str())));
    if kept.is_empty() { once_each(words(question)) } else { kept }
}

fn once_each(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    words.filter(|word| seen.insert(word.clone())).take(24).collect()
}

/// Other words for these terms, without the terms themselves.
pub(super) fn synonyms(terms: &[String]) -> Vec<String> {
    let groups = SAME.iter().filter(|group| terms.iter().any(|term| group.contains(&term.as_str())));
    let others = groups.flat_map(|group| group.iter().map(|&word| word.to_owned()));
    once_each(others.filter(|word| !terms.contains(word)))
}

/// A word without the endings English adds, so that `limits` meets `limit` and `streaming` meets `streams`.
pub(super) fn root(word: &str) -> &str {
    ["ings", "ing", "ies", "ed", "es", "s", "e", "y"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|root| root.chars().count() >= 3))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_stay_whole_and_fillers_go() {
        assert_eq!(terms("How do I set the `data-key`, please?"), ["data-key"]);
        assert_eq!(terms("what is it"), ["what", "is", "it"]);
        assert_eq!(terms("Où est Zürich?"), ["où", "est", "zürich"]);
    }

    #[test]
    fn roots_meet() {
        assert_eq!(root("limits"), root("limit"));
        assert_eq!(root("streaming"), root("streams"));
        assert_eq!(root("configured"), root("configure"));
    }
}
