//! House rules that can be read off the text.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::source::{self, File};

/// Every gate gives its reason: `#[allow]` and `#[expect]` without one fail.
#[test]
fn every_exception_gives_its_reason() {
    let files = source::rust_files(&source::root());
    let found: Vec<String> = files.iter().flat_map(|file| unreasoned(&file.relative_to(""), &file.text)).collect();
    assert!(found.is_empty(), "exceptions without `reason = \"…\"`:\n{}", found.join("\n"));
}

/// The reader sees what it is for.
#[test]
fn an_exception_without_a_reason_is_seen() {
    assert_eq!(unreasoned("a.rs", "#[allow(dead_code)] fn f() {}").len(), 1);
    assert_eq!(unreasoned("a.rs", "#![expect(clippy::panic)]").len(), 1);
    assert_eq!(unreasoned("a.rs", "fn f() { #[allow(unused)] let a = 1; }").len(), 1);
    assert_eq!(unreasoned("a.rs", "#[cfg_attr(test, allow(unused))] fn f() {}").len(), 1);
    assert!(unreasoned("a.rs", "#[allow(dead_code, reason = \"shown in Debug\")] fn f() {}").is_empty());
    assert!(unreasoned("a.rs", "fn f() { option.expect(\"x\") } // #[allow(unused)]").is_empty());
}

/// The project must build on every machine: no file names a folder of one machine.
#[test]
fn no_machine_paths() {
    let found = search(&source::text_files(&source::root()), "", machine_path);
    assert!(found.is_empty(), "paths of one machine:\n{}", found.join("\n"));
}

/// A dialect asks services of `core`; it never holds what they keep their things in.
#[test]
fn dialects_hold_no_store() {
    let folder = source::root().join("server/src/api");
    let found = search(&source::rust_files(&folder), "server/src/api", names_a_store);
    assert!(found.is_empty(), "the word `store` in a dialect:\n{}", found.join("\n"));
}

/// The search sees what it is for.
#[test]
fn a_store_is_seen() {
    assert!(names_a_store("    let team = state.store.team(&id).await?;"));
    assert!(names_a_store("use crate::core::store::StoreError;"));
    assert!(!names_a_store("    /// Stored; restores nothing. `Cache-Control: no_store`"));
}

/// The search sees what it is for.
#[test]
fn a_machine_path_is_seen() {
    for folder in ["home", "root", "Users", "work"] {
        assert!(machine_path(&format!("open(\"/{folder}/x/file\")")), "{folder}");
    }
    assert!(!machine_path("https://example.com/home/page") && !machine_path("a/home/b"));
}

/// The page cannot show anything that the node types cannot express: widget and dashboard never make markup from text.
#[test]
fn browsers_parts_write_no_markup() {
    let folders = ["widget", "dashboard"].map(|folder| source::root().join(folder));
    let found: Vec<_> =
        folders.iter().flat_map(|folder| search(&source::text_files(folder), "", writes_markup)).collect();
    assert!(found.is_empty(), "markup from text:\n{}", found.join("\n"));
}

/// The search sees what it is for.
#[test]
fn markup_from_text_is_seen() {
    assert!(writes_markup("  element.innerHTML = text;"));
    assert!(writes_markup("  element.set_inner_html(&text);"));
    assert!(writes_markup("  view! { <div inner_html=text/> }"));
    assert!(!writes_markup("  // never innerHTML"));
    assert!(!writes_markup("  element.textContent = text;"));
}

/// Blocks are drawn by a script, where no compiler asks for a new one.
#[test]
fn the_widget_draws_every_block() {
    let read = |path: &str| std::fs::read_to_string(source::root().join(path)).unwrap();
    let sample: serde_json::Value = serde_json::from_str(&read("shared/src/content/one_of_each.json")).unwrap();
    let script = read("widget/loader/blocks.js");
    let (_, drawings) = script.split_once("const drawings = ").unwrap();
    let names = drawings.lines().skip(1).take_while(|line| *line != "});");
    let names: Vec<_> = names.filter_map(|line| line.trim_start().split([':', ',']).next()).collect();
    for block in sample["blocks"].as_array().unwrap() {
        let kind = block["type"].as_str().unwrap();
        assert!(names.contains(&kind), "`drawings` in widget/loader/blocks.js has no {kind}");
    }
}

/// `file:line: text` for every line that `is_bad`.
fn search(files: &[File], folder: &str, is_bad: fn(&str) -> bool) -> Vec<String> {
    let lines = |file: &File| -> Vec<String> {
        let name = file.relative_to(folder);
        let bad = file.text.lines().enumerate().filter(|(_, line)| is_bad(line));
        bad.map(|(at, line)| format!("{name}:{}: {}", at + 1, line.trim())).collect()
    };
    files.iter().flat_map(lines).collect()
}

/// An absolute path below a user's home folder. Spelled in pieces, so that this file passes.
fn machine_path(line: &str) -> bool {
    ["home", "root", "Users", "work"].iter().any(|folder| {
        let needle = format!("/{folder}/");
        line.match_indices(&needle)
            .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}*".contains(c)))
    })
}

fn names_a_store(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "store")
}

fn writes_markup(line: &str) -> bool {
    const WAYS: [&str; 6] =
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "inner_html", "insert_adjacent_html", "document.write"];
    let text = line.trim_start();
    let comment = ["//", "*", "/*"].iter().any(|mark| text.starts_with(mark));
    !comment && WAYS.iter().any(|way| text.contains(way))
}

/// Lint exceptions in `text` that give no reason.
fn unreasoned(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    match text.parse::<TokenStream>() {
        Ok(tokens) => attributes(tokens, false, &mut |line| found.push(format!("{name}:{line}"))),
        Err(error) => found.push(format!("{name} is not Rust: {error}")),
    }
    found
}

/// Walks all tokens; within an attribute's brackets looks at `allow(…)` and `expect(…)`.
fn attributes(tokens: TokenStream, inside: bool, report: &mut impl FnMut(usize)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before = |back: usize| at.checked_sub(back).map(|index| tokens[index].to_string()).unwrap_or_default();
        let opens =
            group.delimiter() == Delimiter::Bracket && (before(1) == "#" || (before(1) == "!" && before(2) == "#"));
        let exception = inside && matches!(before(1).as_str(), "allow" | "expect");
        if exception && !group.stream().into_iter().any(|it| it.to_string() == "reason") {
            report(group.span_open().start().line);
        }
        attributes(group.stream(), inside || opens, report);
    }
}
