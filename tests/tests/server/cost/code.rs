//! Code in every language there are colours for, written to keep their patterns busy.

use std::time::Duration;

use parlor::{core::render::Render, render::Markdown};
use parlor_tests::full::is_skipped;

use crate::cost::growth::{Kind, all_linear, cost};

/// The budget of a document is 300 ms, and the line that uses it up ends.
const MOST: Duration = Duration::from_millis(900);

const LANGUAGES: &[&str] = &[
    "bash", "c", "clojure", "cpp", "cs", "css", "d", "diff", "dot", "erlang", "go", "groovy", "haskell", "html",
    "java", "js", "json", "latex", "lisp", "lua", "makefile", "markdown", "matlab", "ml", "objc", "pascal", "perl",
    "php", "py", "r", "rb", "re", "rst", "rust", "scala", "sql", "tcl", "textile", "xml", "yaml",
];

/// A line of these, and what it begins with.
const LINES: &[(&str, &str)] = &[
    ("", " "),
    ("", "\t"),
    ("(", "->"),
    ("(", "A"),
    ("(", "::"),
    ("\"", "\t"),
    ("", "a["),
    ("", "a: "),
    ("", "\\"),
    ("<a ", "A"),
    ("", "a."),
    ("select ", " "),
    ("", "{a"),
];

fn block(language: &str, begin: &str, unit: &str, line: usize, bytes: usize) -> String {
    let line = format!("{begin}{}\n", unit.repeat((line - begin.len()) / unit.len()));
    format!("```{language}\n{}```\n", line.repeat(bytes / line.len() + 1))
}

/// The languages whose patterns were the slowest when all were measured.
const SLOWEST: &[&str] = &["makefile", "cs", "scala", "lisp", "js", "bash", "sql"];

/// Texts of these languages that cost more than the budget.
fn beyond_the_budget(languages: &[&str]) -> Vec<String> {
    let markdown = Markdown::default();
    let read = |text: &str| _ = std::hint::black_box(markdown.markdown(text));
    let mut found = Vec::new();
    for language in languages {
        // Work done once at first use is not counted as the text's cost.
        read(&block(language, "", " ", 10, 1));
        for (begin, unit) in LINES {
            let text = block(language, begin, unit, 240, 16_000);
            // A busy machine is given a second chance.
            if cost(&text, read) > MOST && cost(&text, read) > MOST {
                found.push(format!("{language} {begin:?} {unit:?}"));
            }
        }
    }
    found
}

#[test]
fn no_line_costs_more_than_the_budget() {
    assert_eq!(beyond_the_budget(SLOWEST), [""; 0]);
}

#[test]
fn no_line_of_any_language_costs_more_than_the_budget_in_a_full_run() {
    if is_skipped("no_line_of_any_language_costs_more_than_the_budget_in_a_full_run") {
        return;
    }
    assert_eq!(beyond_the_budget(LANGUAGES), [""; 0]);
}

#[test]
fn ordinary_code_is_coloured_to_its_end() {
    let line = "    let total: u64 = items.iter().map(|item| item.price * item.count).sum();\n";
    let nodes = Markdown::default().markdown(&format!("```rust\n{}```\n", line.repeat(18_000 / line.len())));
    let json = serde_json::to_string(&nodes[nodes.len() - 120..]).unwrap();
    assert!(json.contains("keyword"), "{json}");
}

const KINDS: &[Kind] = &[
    ("a block", |n| block("rust", "", "a ", 80, n)),
    ("blocks", |n| block("rust", "", "a ", 80, 80).repeat(n / 100)),
    ("open brackets, line by line", |n| block("js", "", "([{", 30, n)),
    ("long lines", |n| block("bash", "", " ", 1_990, n)),
];

#[test]
fn code_beyond_the_budget_costs_its_length() {
    let markdown = Markdown::default();
    all_linear(KINDS, 16 << 10, Duration::from_secs(2), |text| _ = std::hint::black_box(markdown.markdown(text)));
}
