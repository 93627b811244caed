//! Colours of code, line by line.
//!
//! A line that is complete never changes: its nodes depend on the lines before it only. So a growing block costs no
//! more than a finished one, and texts of different lines stay different nodes.

use std::sync::LazyLock;

use crate::core::security::WorkBudget;
use parlor_shared::content::{CodeClass, Element, Node};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Longer lines are not coloured; in bytes. The grammars' patterns take time that grows with the square or the cube of
/// a line.
const LONGEST_LINE: usize = 250;
/// Lines are not coloured while this many scopes are open, because each piece of a line is looked up in all of them.
const DEEPEST: usize = 64;
const LONGEST_NAME: usize = 32;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// From the general to the particular: of the scopes of a piece the innermost that is listed counts.
static CLASSES: LazyLock<Vec<(Scope, CodeClass)>> = LazyLock::new(|| {
    use CodeClass::{
        Attribute, Comment, Deleted, Function, Inserted, Keyword, Number, Operator, String, Type, Variable,
    };
    [
        ("comment", Comment),
        ("string", String),
        ("constant", Number),
        ("constant.character.escape", String),
        ("keyword", Keyword),
        ("keyword.operator", Operator),
        ("storage", Keyword),
        ("entity.name.function", Function),
        ("support.function", Function),
        ("variable.function", Function),
        ("entity.name", Type),
        ("support.type", Type),
        ("support.class", Type),
        ("entity.name.tag", Attribute),
        ("entity.other.attribute-name", Attribute),
        ("meta.annotation", Attribute),
        ("variable", Variable),
        ("punctuation", Operator),
        ("punctuation.definition.string", String),
        ("punctuation.definition.comment", Comment),
        ("markup.inserted", Inserted),
        ("markup.deleted", Deleted),
    ]
    .into_iter()
    .filter_map(|(name, class)| Some((Scope::new(name).ok()?, class)))
    .collect()
});

/// The language an info string names: its first word, as far as it consists of the characters languages are named by.
pub(super) fn language(info: &str) -> Option<String> {
    let named = |c: &char| c.is_ascii_alphanumeric() || "+#._-".contains(*c);
    let name: String = info.trim_start().chars().take_while(named).take(LONGEST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

/// True when a block in this language is a formula.
pub(super) fn is_formula(lang: Option<&str>) -> bool {
    lang.is_some_and(|lang| lang.eq_ignore_ascii_case("math"))
}

/// Colours the lines of one block, in order.
pub(super) struct Painter {
    state: Option<(ParseState, ScopeStack)>,
}

impl Painter {
    /// For a block in this language; unknown languages stay without colours.
    pub(super) fn new(lang: Option<&str>) -> Self {
        let state = lang.and_then(syntax).map(|s| (ParseState::new(s), ScopeStack::new()));
        Self { state }
    }

    /// Adds the nodes of a line. Only a line that ends in a line end is coloured: another may still grow.
    pub(super) fn line(&mut self, line: &str, budget: &mut WorkBudget, nodes: &mut Vec<Node>) {
        let pieces = if line.len() <= LONGEST_LINE && line.ends_with('\n') { self.within(line, budget) } else { None };
        match pieces {
            Some(pieces) => pieces.into_iter().for_each(|(class, text)| push(class, text, nodes)),
            None => push(None, line, nodes),
        }
    }

    /// The line cut where the class changes, as far as the budget reaches; then the rest of the block is plain.
    fn within<'l>(&mut self, line: &'l str, budget: &mut WorkBudget) -> Option<Vec<(Option<CodeClass>, &'l str)>> {
        self.state.as_ref()?;
        let pieces = budget.step(line.len(), || self.pieces(line)).flatten();
        if pieces.is_none() || self.state.as_ref().is_some_and(|(_, stack)| stack.len() > DEEPEST) {
            self.state = None;
        }
        pieces
    }

    /// The line cut where the class changes. `None` when the grammar fails, and from then on.
    fn pieces<'l>(&mut self, line: &'l str) -> Option<Vec<(Option<CodeClass>, &'l str)>> {
        let (state, stack) = self.state.as_mut()?;
        let Ok(steps) = state.parse_line(line, &SYNTAXES) else {
            self.state = None;
            return None;
        };
        let mut pieces: Vec<(Option<CodeClass>, &str)> = Vec::new();
        let (mut begin, mut at) = (0, 0);
        let mut class = classify(stack);
        for (to, step) in steps {
            if to > at {
                let next = classify(stack);
                if next != class {
                    pieces.push((class, &line[begin..at]));
                    (begin, class) = (at, next);
                }
                at = to;
            }
            stack.apply(&step).ok()?;
        }
        let next = classify(stack);
        if next != class {
            pieces.push((class, &line[begin..at]));
            (begin, class) = (at, next);
        }
        pieces.push((class, &line[begin..]));
        Some(pieces)
    }
}

/// All lines of a block.
pub(super) fn paint(lang: Option<&str>, text: &str, budget: &mut WorkBudget, nodes: &mut Vec<Node>) {
    let mut painter = Painter::new(lang);
    for line in text.split_inclusive('\n') {
        painter.line(line, budget, nodes);
    }
}

/// White space has no colour, so it does not make tokens.
fn push(class: Option<CodeClass>, text: &str, nodes: &mut Vec<Node>) {
    if text.is_empty() {
        return;
    }
    let Some(class) = class.filter(|_| !text.trim().is_empty()) else {
        return match nodes.last_mut() {
            Some(Node::Text(before)) if !before.ends_with('\n') => before.push_str(text),
            _ => nodes.push(Node::Text(text.to_owned())),
        };
    };
    let inner = text.trim_end();
    nodes.extend([Node::Open(Element::Token(class)), Node::Text(inner.to_owned()), Node::Close]);
    push(None, &text[inner.len()..], nodes);
}

fn classify(stack: &ScopeStack) -> Option<CodeClass> {
    let listed =
        |scope: &Scope| CLASSES.iter().rev().filter(|(p, _)| p.is_prefix_of(*scope)).max_by_key(|(p, _)| p.len());
    stack.as_slice().iter().rev().find_map(listed).map(|(_, class)| *class)
}

fn syntax(lang: &str) -> Option<&'static SyntaxReference> {
    let lang = lang.to_ascii_lowercase();
    let token = match lang.as_str() {
        "typescript" | "ts" | "tsx" | "jsx" | "mjs" => "js",
        "shell" | "console" | "zsh" => "bash",
        "jsonc" | "json5" => "json",
        "golang" => "go",
        "csharp" => "cs",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(token).filter(|s| s.name != "Plain Text")
}
