//! Names and first words that can be read off the text.

use std::collections::BTreeMap;

use crate::source::{self, File};

/// The folders whose comments are ours.
const OURS: [&str; 6] = ["server", "shared", "widget", "dashboard", "xtask", "tests"];

/// A comment says the thing itself: it does not begin by asking for it.
#[test]
fn no_comment_begins_with_a_question_word() {
    let files: Vec<File> = OURS.iter().flat_map(|folder| source::rust_files(&source::root().join(folder))).collect();
    let found: Vec<String> = files.iter().flat_map(|file| asking_openings(&file.relative_to(""), &file.text)).collect();
    assert!(found.is_empty(), "begin with the thing, not with What, Who, How …:\n{}", found.join("\n"));
}

/// The search sees what it is for.
#[test]
fn a_question_word_is_seen() {
    for text in [
        "//! What it does.",
        "    /// Whether it is.",
        "/// Who asks.\n///\n/// More.",
        "f();\n// How it goes on.",
        "/// Why.",
    ] {
        assert_eq!(asking_openings("a.rs", text).len(), 1, "{text}");
    }
    for text in [
        "/// The thing.",
        "/// Somebody tells\n/// what it is and\n/// What it is not.",
        "let a = \"// What\";",
        "/// Whatever",
    ] {
        assert_eq!(asking_openings("a.rs", text), Vec::<String>::new(), "{text}");
    }
}

/// A name says one thing: no public type has the name of two others. The vendors' wire types have the names of their
/// pages, and every dialect has its `ApiError`.
#[test]
fn no_public_type_name_is_in_more_than_two_modules() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in ["server/src", "shared/src", "widget/src", "dashboard/src", "xtask/src"] {
        for file in source::rust_files(&source::root().join(folder)) {
            let name = file.relative_to("");
            if !name.starts_with("shared/src/vendor/") {
                for it in public_types(&file.text) {
                    places.entry(it).or_default().push(name.clone());
                }
            }
        }
    }
    assert!(places.len() > 500, "the search finds types");
    places.retain(|name, files| files.len() > 2 && name != "ApiError");
    assert!(places.is_empty(), "names in more than two modules:\n{places:#?}");
}

/// The search sees what it is for.
#[test]
fn a_public_type_is_seen() {
    let text = "pub struct A;\n    pub(super) enum B {}\npub trait C<T> {}\npub type D = u8;\nstruct E;\npub fn f() {}";
    assert_eq!(public_types(text), ["A", "B", "C", "D"]);
    assert!(public_types("pub struct A;\n#[cfg(test)]\nmod tests {\n    pub struct B;\n}").eq(&["A"]));
}

/// The names of the types that are visible outside their module, but for those of tests.
fn public_types(text: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let declared = |line: &str| {
        let public = line.trim_start().strip_prefix("pub")?;
        let rest = public.strip_prefix(' ').or_else(|| Some(public.split_once(") ")?.1))?;
        let (kind, name) = rest.split_once(' ')?;
        let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
        // A macro's placeholder is no name.
        (matches!(kind, "struct" | "enum" | "trait" | "type" | "union") && end > 0).then(|| name[..end].to_owned())
    };
    product.lines().filter_map(declared).collect()
}

/// First lines of comments that begin with a question word.
fn asking_openings(name: &str, text: &str) -> Vec<String> {
    const WORDS: [&str; 9] = ["What", "Who", "Whoever", "How", "Whether", "Where", "Which", "When", "Why"];
    // The dashboard's screens explain times and reasons to people.
    let words = if name.starts_with("dashboard/") { &WORDS[..7] } else { &WORDS };
    let mut before = None;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let comment = line.trim_start().strip_prefix("//").map(|it| it.trim_start_matches(['/', '!']).trim_start());
        let first = comment.and_then(|comment| comment.split(|c: char| !c.is_alphanumeric()).next());
        // A line that goes on with a sentence is no opening.
        if before.is_none_or(str::is_empty) && first.is_some_and(|first| words.contains(&first)) {
            found.push(format!("{name}:{}: {}", at + 1, line.trim()));
        }
        before = comment;
    }
    found
}
