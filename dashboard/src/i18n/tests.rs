//! Catalogues and source agree.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::LANGUAGES;

type Catalogue = BTreeMap<String, String>;

/// Forms of a text for a number of things beside `other`, which every language has.
const FORMS: [&str; 5] = [".zero", ".one", ".two", ".few", ".many"];

fn read(text: &str) -> Catalogue {
    serde_json::from_str(text).unwrap()
}

fn english() -> Catalogue {
    read(include_str!("languages/en.json"))
}

/// A key without its form.
fn stem<'a>(key: &'a str, english: &Catalogue) -> &'a str {
    let stem = FORMS.iter().chain(&[".other"]).find_map(|form| key.strip_suffix(form));
    stem.filter(|stem| english.contains_key(&format!("{stem}.other")) && english.contains_key(&format!("{stem}.one")))
        .unwrap_or(key)
}

fn slots(text: &str) -> Vec<&str> {
    let mut all: Vec<_> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    all.sort_unstable();
    all
}

#[track_caller]
fn is_whole(language: &str, catalogue: &str) {
    let (english, other) = (english(), read(catalogue));
    let missing: Vec<_> = english
        .keys()
        .filter(|key| !FORMS.iter().any(|form| key.ends_with(form)) && !other.contains_key(*key))
        .collect();
    let gone: Vec<_> =
        other.keys().filter(|key| !english.contains_key(*key) && stem(key, &english) == key.as_str()).collect();
    assert!(missing.is_empty() && gone.is_empty(), "{language} lacks {missing:?} and has {gone:?} too many");
    // "One day" needs no number.
    let is_odd = |(key, text): &(&String, &String)| {
        !FORMS.iter().any(|form| key.ends_with(form)) && english.get(*key).is_some_and(|own| slots(own) != slots(text))
    };
    let odd: Vec<_> = other.iter().filter(is_odd).collect();
    assert!(odd.is_empty(), "{language} has other places to fill: {odd:?}");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n/languages")
}

#[test]
fn every_language_is_whole() {
    for (language, ..) in LANGUAGES {
        is_whole(language, &std::fs::read_to_string(folder().join(format!("{language}.json"))).unwrap());
    }
}

/// A catalogue that the list does not name is packed, and nobody can choose it.
#[test]
fn every_catalogue_is_in_the_list() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<_> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(files, LANGUAGES.map(|(language, ..)| language.to_owned()).into());
}

/// Texts that the source names exist, and those that exist are named.
#[test]
fn keys_and_source_agree() {
    let mut source = String::new();
    read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut source);
    let english = english();
    let is_named = |key: &str| source.contains(&format!("\"{key}\""));
    let unused: Vec<_> = english.keys().filter(|key| !is_named(key) && !is_named(stem(key, &english))).collect();
    assert!(unused.is_empty(), "no code shows {unused:?}");
    for (call, form) in [("t(\"", ""), ("fill(\"", ""), ("count(\"", ".other")] {
        for (at, _) in source.match_indices(call) {
            let key = source[at + call.len()..].split('"').next().unwrap();
            let is_call = !source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
            assert!(!is_call || english.contains_key(&format!("{key}{form}")), "there is no text {key:?}");
        }
    }
}

fn read_all(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            into.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
