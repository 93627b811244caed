//! Every path a Rust file mentions, as written in code: not in comments, strings or `#[cfg(test)]` items.
//! A test may drive its module through a neighbour; the product may not.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One mention.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mention {
    /// Its line, from 1.
    pub(crate) line: usize,
    /// `["crate", "store", "Store"]` for this crate's own, `["axum", "Json"]` for another's.
    pub(crate) path: Vec<String>,
}

/// The module path of a file below `src`: `core/clock.rs` is `["core", "clock"]`, `core/mod.rs` is `["core"]`.
pub(crate) fn module_of(file: &str) -> Vec<String> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let mut parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") || matches!(stem, "lib" | "main") {
        parts.pop();
    }
    parts
}

/// All mentions in `text`, the text of `file`.
///
/// # Errors
/// Says why when the text is not Rust.
pub(crate) fn mentions(file: &str, text: &str) -> Result<Vec<Mention>, String> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("{file} is not Rust: {error}"))?;
    let mut reader = Reader { found: Vec::new() };
    reader.items(&tokens.into_iter().collect::<Vec<_>>(), &module_of(file));
    Ok(reader.found)
}

struct Reader {
    found: Vec<Mention>,
}

impl Reader {
    fn items(&mut self, tokens: &[TokenTree], module: &[String]) {
        let mut at = 0;
        while at < tokens.len() {
            at = self.one(tokens, at, module);
        }
    }

    /// Reads what begins at `at`; returns where the next thing begins.
    fn one(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        if is_test_only(tokens, at) {
            return after_item(tokens, at + 2);
        }
        match &tokens[at] {
            TokenTree::Group(group) => {
                self.items(&group.stream().into_iter().collect::<Vec<_>>(), module);
                at + 1
            }
            TokenTree::Ident(word) if word == "pub" && is_restriction(tokens.get(at + 1)) => at + 2,
            TokenTree::Ident(word) if word == "use" => self.use_tree(tokens, at + 1, &[], module),
            TokenTree::Ident(word) if word == "mod" => self.inline_module(tokens, at, module),
            TokenTree::Ident(_) if begins_path(tokens, at) => self.expression_path(tokens, at, module),
            _ => at + 1,
        }
    }

    fn inline_module(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) = (tokens.get(at + 1), tokens.get(at + 2))
        else {
            return at + 1;
        };
        let inner: Vec<String> = module.iter().cloned().chain([name.to_string()]).collect();
        self.items(&body.stream().into_iter().collect::<Vec<_>>(), &inner);
        at + 3
    }

    /// `crate::a::B` outside of `use`.
    fn expression_path(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let line = tokens[at].span().start().line;
        let mut path = vec![tokens[at].to_string()];
        let mut next = at + 1;
        while is_separator(tokens, next) {
            let Some(TokenTree::Ident(word)) = tokens.get(next + 2) else { break };
            path.push(word.to_string());
            next += 3;
        }
        self.add(line, &path, module);
        next
    }

    /// `a::{b, c::*}` after `use`, or inside such braces.
    fn use_tree(&mut self, tokens: &[TokenTree], start: usize, prefix: &[String], module: &[String]) -> usize {
        let mut path = prefix.to_vec();
        let mut at = start;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(word) if word == "as" => at += 1,
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.use_group(&group.stream().into_iter().collect::<Vec<_>>(), &path, module);
                    path.clear();
                }
                TokenTree::Punct(mark) if mark.as_char() == '*' => path.push("*".to_owned()),
                TokenTree::Punct(mark) if matches!(mark.as_char(), ';' | ',') => break,
                _ => {}
            }
            at += 1;
        }
        if let (false, Some(token)) = (path.is_empty(), tokens.get(start)) {
            self.add(token.span().start().line, &path, module);
        }
        at + 1
    }

    fn use_group(&mut self, tokens: &[TokenTree], prefix: &[String], module: &[String]) {
        let mut at = 0;
        while at < tokens.len() {
            at = self.use_tree(tokens, at, prefix, module);
        }
    }

    fn add(&mut self, line: usize, path: &[String], module: &[String]) {
        self.found.push(Mention { line, path: absolute(path, module) });
    }
}

/// `super` and `self` resolved.
fn absolute(path: &[String], module: &[String]) -> Vec<String> {
    if !matches!(path.first().map(String::as_str), Some("self" | "super")) {
        return path.to_vec();
    }
    let mut base = module.to_vec();
    let mut rest = path;
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "self" => {}
            "super" => drop(base.pop()),
            _ => break,
        }
        rest = more;
    }
    ["crate".to_owned()].into_iter().chain(base).chain(rest.iter().cloned()).collect()
}

/// An identifier followed by `::` and not itself behind `::` or `.`; `::axum::Json` counts.
fn begins_path(tokens: &[TokenTree], at: usize) -> bool {
    let inside = at >= 3 && is_separator(tokens, at - 2) && matches!(tokens[at - 3], TokenTree::Ident(_));
    let method = at >= 1 && matches!(&tokens[at - 1], TokenTree::Punct(mark) if mark.as_char() == '.');
    is_separator(tokens, at + 1) && !inside && !method
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    colon(tokens.get(at)) && colon(tokens.get(at + 1))
}

/// `(in crate::a)` behind `pub`: who may see an item, not what it uses.
fn is_restriction(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else { return false };
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(word)) if word == "in")
}

/// `#[cfg(test)]` begins at `at`.
fn is_test_only(tokens: &[TokenTree], at: usize) -> bool {
    let (Some(TokenTree::Punct(mark)), Some(TokenTree::Group(group))) = (tokens.get(at), tokens.get(at + 1)) else {
        return false;
    };
    let text: String = group.stream().to_string().split_whitespace().collect();
    mark.as_char() == '#' && group.delimiter() == Delimiter::Bracket && text == "cfg(test)"
}

/// Behind the item that begins at `at`: its braces or its semicolon.
fn after_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    };
    tokens[at.min(tokens.len())..].iter().position(ends).map_or(tokens.len(), |offset| at + offset + 1)
}
