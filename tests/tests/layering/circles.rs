//! No circles between files: if one file uses another, the other does not lead back to it.
//!
//! The arrows are the paths in the text of the files, `use` lines and others. A `mod.rs` that re-exports an item uses
//! the file that has it, so a file imports from its siblings, not from the `mod.rs` above them both.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    paths::{Mention, mentions, module_of},
    source,
};

/// The crates whose files are free of circles.
const CRATES: [(&str, &str); 5] = [
    ("shared", "shared/src"),
    ("server", "server/src"),
    ("widget", "widget/src"),
    ("dashboard", "dashboard/src"),
    ("xtask", "xtask/src"),
];

/// The files of one crate: their names below `src` and their texts.
type Files<'a> = [(String, &'a str)];

/// From a file to the files it uses, each with the line that says so first.
type Arrows = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn no_file_leads_back_to_itself() {
    let mut found = Vec::new();
    for (krate, folder) in CRATES {
        let read = source::rust_files(&source::root().join(folder));
        assert!(!read.is_empty(), "{folder} has no Rust files");
        let files: Vec<_> = read.iter().map(|file| (file.relative_to(folder), file.text.as_str())).collect();
        found.extend(circles(&files).into_iter().map(|circle| format!("{krate}:\n{circle}")));
    }
    assert!(found.is_empty(), "circles between files; move what both need to a file of its own:\n{}", found.join("\n"));
}

/// The search sees what it is for.
#[test]
fn a_circle_is_seen() {
    let a = ("a.rs", "use crate::b::f;");
    let back = |text| circles_of(&[("lib.rs", "mod a; mod b;"), a, ("b.rs", text)]);
    for text in [
        "use crate::a::g;",
        "use super::{a::{self, g}, c};",
        "fn f() { crate::a::g(); }",
        "mod inner { use super::super::a::g; }",
        "#[cfg(target_arch = \"wasm32\")]\nuse super::a::g;",
    ] {
        let found = back(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].contains("a.rs:1 -> b.rs") && found[0].contains("b.rs:"), "{}", found[0]);
    }
    for text in [
        "use std::a::g;",
        "// use crate::a::g;",
        "#[cfg(test)]\nmod tests { use crate::a::g; }",
        "mod a {}",
        "pub(in crate::a) fn f() {}",
    ] {
        assert_eq!(back(text), Vec::<String>::new(), "{text}");
    }
}

/// A facade uses what it re-exports: a child that imports from it makes a circle, one that imports from its sibling does not.
#[test]
fn a_facade_is_a_file_like_others() {
    let facade = ("a/mod.rs", "mod b; mod c; pub use b::B; pub use self::c::C;");
    let long = circles_of(&[facade, ("a/b.rs", "use super::C;"), ("a/c.rs", "pub struct C;")]);
    assert!(long.len() == 1 && long[0].contains("a/mod.rs") && long[0].contains("a/b.rs"), "{long:?}");
    assert!(!long[0].contains("a/c.rs"), "{long:?}");
    assert!(circles_of(&[facade, ("a/b.rs", "use super::c::C;"), ("a/c.rs", "pub struct C;")]).is_empty());
    let called = circles_of(&[("lib.rs", "mod b; fn f() { b::g(); }"), ("b.rs", "use crate::f;")]);
    assert_eq!(called.len(), 1, "{called:?}");
}

/// A circle of many files is one, and named once.
#[test]
fn a_long_circle_is_one() {
    let ring = [
        ("a.rs", "use crate::b::X;"),
        ("b.rs", "use crate::c::X;"),
        ("c.rs", "use crate::{a::X, d::X};"),
        ("d.rs", ""),
    ];
    let found = circles_of(&ring);
    assert!(found.len() == 1 && !found[0].contains("d.rs"), "{found:?}");
}

fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    circles(&files.iter().map(|(name, text)| ((*name).to_owned(), *text)).collect::<Vec<_>>())
}

/// Every circle among the files, an arrow a line; or why a file cannot be read.
fn circles(files: &Files) -> Vec<String> {
    let arrows = match arrows(files) {
        Ok(arrows) => arrows,
        Err(error) => return vec![error],
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        arrows.keys().map(|file| (file.as_str(), reachable(&arrows, file))).collect();
    let mut found = Vec::new();
    let mut named = BTreeSet::new();
    for (file, reached) in &reach {
        if reached.contains(file) && !named.contains(file) {
            let circle: BTreeSet<&str> = reached
                .iter()
                .copied()
                .filter(|other| reach.get(other).is_some_and(|back| back.contains(file)))
                .collect();
            found.push(describe(&arrows, &circle));
            named.extend(circle);
        }
    }
    found
}

fn describe(arrows: &Arrows, circle: &BTreeSet<&str>) -> String {
    let within = arrows.iter().filter(|(file, _)| circle.contains(file.as_str()));
    let lines = within.flat_map(|(_, used)| used.iter().filter(|(to, _)| circle.contains(to.as_str())));
    lines.map(|(_, line)| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// The files that `from` leads to.
fn reachable<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for to in arrows.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    reached
}

fn arrows(files: &Files) -> Result<Arrows, String> {
    let has_library = files.iter().any(|(name, _)| name == "lib.rs");
    // Beside a library `main.rs` is a crate of its own.
    let ours = || files.iter().filter(|(name, _)| !(has_library && name == "main.rs"));
    let modules: BTreeMap<Vec<String>, &str> = ours().map(|(name, _)| (module_of(name), name.as_str())).collect();
    let mut arrows = Arrows::new();
    for (name, text) in ours() {
        for mention in &mentions(name, text)? {
            if let Some(to) = target(&modules, &module_of(name), mention).filter(|to| to != name) {
                let line = || format!("{name}:{} -> {to}: {}", mention.line, mention.path.join("::"));
                arrows.entry(name.clone()).or_default().entry(to.to_owned()).or_insert_with(line);
            }
        }
    }
    Ok(arrows)
}

/// The file that has what a path names; `None` for another crate's.
fn target<'a>(modules: &BTreeMap<Vec<String>, &'a str>, from: &[String], mention: &Mention) -> Option<&'a str> {
    let (first, rest) = mention.path.split_first()?;
    let mut path = match first.as_str() {
        "crate" => rest.to_vec(),
        // A child of the file's own, `b::g()`.
        _ => [from, &mention.path].concat(),
    };
    let deepest_foreign = if first == "crate" { None } else { Some(from.len()) };
    while Some(path.len()) != deepest_foreign {
        if let Some(file) = modules.get(&path) {
            return Some(file);
        }
        path.pop()?;
    }
    None
}
