//! Code in every language there are colours for, written to keep their patterns busy.

use std::time::Duration;

use parlor::{core::render::Render, render::Markdown};

use crate::growth::{Kind, all_linear, fault};

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

#[test]
fn no_language_and_no_line_costs_more_than_the_budget() {
    let markdown = Markdown::default();
    let mut faults = Vec::new();
    for language in LANGUAGES {
        for (begin, unit) in LINES {
            for length in [240, 1_990] {
                let make = |bytes| block(language, begin, unit, length, bytes);
                let read = |text: &str| _ = std::hint::black_box(markdown.markdown(text));
                // Within the budget cost may grow as it likes.
                let text = make(16_000);
                read(&make(1));
                if let Some(fault) = fault(text.len(), MOST, |_| text.clone(), read) {
                    faults.push(format!("{language} {begin:?} {unit:?} {length}: {fault}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn ordinary_code_is_coloured_to_its_end() {
    let line = "    let total: u64 = items.iter().map(|item| item.price * item.count).sum();\n";
    let nodes = Markdown::default().markdown(&format!("```rust\n{}```\n", line.repeat(18_000 / line.len())));
    let json = serde_json::to_string(&nodes[nodes.len() - 40..]).unwrap();
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
