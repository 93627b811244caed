//! Colours code.

use std::sync::LazyLock;

use parlor_shared::content::{CodeClass, Element};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::sink::Sink;

/// Longer blocks stay plain: colouring costs far more than parsing.
const MAX_BLOCK: usize = 20_000;
const MAX_LINE: usize = 2_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// The most specific prefixes come first.
static CLASSES: LazyLock<Vec<(Scope, CodeClass)>> = LazyLock::new(|| {
    [
        ("comment", CodeClass::Comment),
        ("string", CodeClass::String),
        ("constant", CodeClass::Number),
        ("entity.name.function", CodeClass::Function),
        ("support.function", CodeClass::Function),
        ("variable.function", CodeClass::Function),
        ("entity.other.attribute-name", CodeClass::Attribute),
        ("entity.name.tag", CodeClass::Attribute),
        ("variable.annotation", CodeClass::Attribute),
        ("entity.name", CodeClass::Type),
        ("support.type", CodeClass::Type),
        ("support.class", CodeClass::Type),
        ("storage", CodeClass::Keyword),
        ("keyword.operator", CodeClass::Operator),
        ("keyword", CodeClass::Keyword),
        ("variable", CodeClass::Variable),
        ("markup.inserted", CodeClass::Inserted),
        ("markup.deleted", CodeClass::Deleted),
    ]
    .into_iter()
    .filter_map(|(name, class)| Some((Scope::new(name).ok()?, class)))
    .collect()
});

/// The first word of an info string, if it is a usable name.
pub(super) fn language(info: &str) -> Option<String> {
    let word = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    let usable = |c: char| c.is_ascii_alphanumeric() || "+#._-".contains(c);
    (!word.is_empty() && word.len() <= 32 && word.chars().all(usable)).then(|| word.to_owned())
}

/// Adds the text of a block, coloured if its language is known and its size bearable.
pub(super) fn body(sink: &mut Sink, lang: Option<&str>, text: &str) {
    let bearable = text.len() <= MAX_BLOCK && text.split('\n').all(|line| line.len() <= MAX_LINE);
    match lang.filter(|_| bearable).and_then(syntax) {
        Some(syntax) => coloured(sink, syntax, text),
        None => sink.text(text),
    }
}

fn syntax(lang: &str) -> Option<&'static SyntaxReference> {
    let name = match lang.to_ascii_lowercase().as_str() {
        "ts" | "typescript" | "tsx" | "jsx" | "javascript" => "js".to_owned(),
        "shell" | "console" | "zsh" => "bash".to_owned(),
        other => other.to_owned(),
    };
    SYNTAXES.find_syntax_by_token(&name)
}

fn coloured(sink: &mut Sink, syntax: &SyntaxReference, text: &str) {
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    for line in text.split_inclusive('\n') {
        let Ok(changes) = state.parse_line(line, &SYNTAXES) else {
            sink.text(line);
            continue;
        };
        let mut done = 0;
        for (at, change) in changes {
            piece(sink, &scopes, &line[done..at]);
            done = at;
            // A change that does not fit leaves the colours off, never the text.
            let _ = scopes.apply(&change);
        }
        piece(sink, &scopes, &line[done..]);
    }
}

fn piece(sink: &mut Sink, scopes: &ScopeStack, text: &str) {
    match class(scopes) {
        Some(class) if !text.trim().is_empty() => sink.wrapped(Element::Token(class), text),
        _ => sink.text(text),
    }
}

fn class(scopes: &ScopeStack) -> Option<CodeClass> {
    scopes.as_slice().iter().rev().find_map(|scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    })
}
