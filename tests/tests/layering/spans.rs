//! Every use case leaves a span in the log.

use std::collections::BTreeSet;

use crate::source::{self, File};

/// The use case that a use case hands out: the permit for one call that costs money.
const HANDED_ON: &str = "Permit";

#[test]
fn every_use_case_has_a_span() {
    let files = source::rust_files(&source::root().join("server/src/core"));
    let cases = use_cases(&files);
    let found: Vec<_> = files.iter().flat_map(|file| spanless(&file.relative_to(""), &file.text, &cases)).collect();
    assert!(found.is_empty(), "use cases without a span:\n{}", found.join("\n"));
    assert!(["Inbox", "LiveActivity", "Turns"].iter().all(|case| cases.contains(*case)), "the search finds use cases");
}

/// The types that the state of handlers holds and returns. Those without asynchronous functions need no span.
fn use_cases(core: &[File]) -> BTreeSet<String> {
    let state = source::root().join("server/src/http/state.rs");
    let text = std::fs::read_to_string(state).unwrap_or_default();
    let mut cases = handed_out(&text);
    cases.insert(HANDED_ON.to_owned());
    cases.retain(|case| core.iter().any(|file| file.text.lines().any(|line| implements(line) == Some(case.as_str()))));
    cases
}

/// The types of fields, and those that functions return, which are visible outside.
fn handed_out(text: &str) -> BTreeSet<String> {
    let visible = text.lines().filter(|line| ["    pub ", "    ) ->"].iter().any(|start| line.starts_with(start)));
    let types = visible.filter_map(|line| line.split_once(if line.contains(['(', ')']) { "->" } else { ": " }));
    let words = types.flat_map(|(_, types)| types.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

/// The search sees what it is for.
#[test]
fn a_use_case_without_a_span_is_seen() {
    let state = "struct AppState {\n    pub turns: Turns,\n    own: Own,\n}\nimpl AppState {\n    pub fn history<'a>(&'a self, id: &'a Id) -> History<'a> {\n    }\n}";
    let cases = handed_out(state);
    assert!(cases.iter().eq(["History", "Turns"]), "{cases:?}");
    let spanless = |name: &str, text: &str| spanless(name, text, &cases);
    let call = "    pub async fn say(&self) {}\n}";
    assert_eq!(spanless("a.rs", &format!("impl Turns {{\n{call}")), ["a.rs:2: Turns"]);
    assert_eq!(spanless("a.rs", &format!("impl History<'_> {{\n    /// Says.\n{call}")), ["a.rs:3: History"]);
    let span = "    #[tracing::instrument(skip_all)]\n";
    assert_eq!(spanless("a.rs", &format!("impl Turns {{\n{span}    #[must_use]\n{call}")), Vec::<String>::new());
    assert_eq!(spanless("a.rs", &format!("impl Other {{\n{call}")), Vec::<String>::new());
}

/// The type that a line begins to implement.
fn implements(line: &str) -> Option<&str> {
    line.strip_prefix("impl ")?.split([' ', '<', '{']).next()
}

/// Asynchronous functions of use cases that are visible outside and have no span. `keep` runs as long as the process.
fn spanless(name: &str, text: &str, cases: &BTreeSet<String>) -> Vec<String> {
    let (mut found, mut of, mut has_span) = (Vec::new(), None, false);
    for (at, line) in text.lines().enumerate() {
        let begins = line.starts_with("impl");
        let trimmed = line.trim_start();
        if begins {
            of = implements(line).filter(|name| cases.contains(*name));
        }
        if let Some(of) = of.filter(|_| trimmed.starts_with("pub async fn") && !trimmed.contains(" keep(") && !has_span)
        {
            found.push(format!("{name}:{}: {of}", at + 1));
        }
        has_span = trimmed.starts_with("#[tracing::instrument") || has_span && trimmed.starts_with(['#', '/']);
    }
    found
}
