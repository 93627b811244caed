//! Every use case leaves a span in the log.

use crate::source;

/// Use cases that the state hands out: each of their calls is a span.
const USE_CASES: [&str; 18] = [
    "AccountService",
    "AgentAdmin",
    "Budgets",
    "EngagementService",
    "Erasure",
    "FeedbackService",
    "History",
    "Languages",
    "LeadService",
    "Permit",
    "Previews",
    "RenderedMessages",
    "SessionService",
    "TeamAdmin",
    "Turns",
    "Uploads",
    "Voices",
    "WidgetAdmin",
];

#[test]
fn every_use_case_has_a_span() {
    let files = source::rust_files(&source::root().join("server/src/core"));
    let found: Vec<_> = files.iter().flat_map(|file| spanless(&file.relative_to(""), &file.text)).collect();
    assert!(found.is_empty(), "use cases without a span:\n{}", found.join("\n"));
    let seen = |name: &&str| files.iter().any(|file| file.text.lines().any(|line| implements(line) == Some(*name)));
    assert!(USE_CASES.iter().all(seen), "a use case of the list is gone");
}

/// The search sees what it is for.
#[test]
fn a_use_case_without_a_span_is_seen() {
    let call = "    pub async fn say(&self) {}\n}";
    assert_eq!(spanless("a.rs", &format!("impl Turns {{\n{call}")), ["a.rs:2: Turns"]);
    assert_eq!(spanless("a.rs", &format!("impl History<'_> {{\n    /// Says.\n{call}")), ["a.rs:3: History"]);
    let span = "    #[tracing::instrument(skip_all)]\n";
    assert_eq!(spanless("a.rs", &format!("impl Turns {{\n{span}    #[must_use]\n{call}")), Vec::<String>::new());
    assert_eq!(spanless("a.rs", &format!("impl Other {{\n{call}")), Vec::<String>::new());
}

/// The use case that a line begins to implement.
fn implements(line: &str) -> Option<&str> {
    let name = line.strip_prefix("impl ")?.split([' ', '<', '{']).next()?;
    USE_CASES.contains(&name).then_some(name)
}

/// Asynchronous functions of use cases that are visible outside and have no span. `keep` runs as long as the process.
fn spanless(name: &str, text: &str) -> Vec<String> {
    let (mut found, mut of, mut has_span) = (Vec::new(), None, false);
    for (at, line) in text.lines().enumerate() {
        let begins = line.starts_with("impl");
        let trimmed = line.trim_start();
        if begins {
            of = implements(line);
        }
        if let Some(of) = of.filter(|_| trimmed.starts_with("pub async fn") && !trimmed.contains(" keep(") && !has_span)
        {
            found.push(format!("{name}:{}: {of}", at + 1));
        }
        has_span = trimmed.starts_with("#[tracing::instrument") || has_span && trimmed.starts_with(['#', '/']);
    }
    found
}
