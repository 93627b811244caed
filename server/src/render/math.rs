//! Formulas: LaTeX to `MathML`, and that through a strict reader into nodes.
//!
//! The reader knows what `MathTag` and `MathAttr` can say and drops everything else, so no address, style or script
//! can come out of a formula, whatever the converter writes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::budget::RenderBudget;
use parlor_shared::content::{Element, MathAttr, MathTag, Node};
use pulldown_latex::{Parser, RenderConfig, Storage, config::DisplayMode, write_mathml};

/// Longer sources are shown as they are; in bytes.
const LONGEST: usize = 2_000;
/// The converter calls itself for each argument of an argument (`\hat\hat\hat a`), which the longest source may do a
/// thousand times: on a stack of its own, in bytes, it ends before the stack does.
const STACK: usize = 32 << 20;
/// Deeper braces are shown as they are.
const DEEPEST_BRACES: usize = 24;
/// Definitions make short sources long: none of them.
const DEFINING: &[&str] = &[
    "\\def",
    "\\gdef",
    "\\edef",
    "\\xdef",
    "\\let",
    "\\futurelet",
    "\\newcommand",
    "\\renewcommand",
    "\\providecommand",
];

/// The nodes of a formula, at most `room` elements deep. `None` when it is not understood.
pub(super) fn nodes(tex: &str, display: bool, room: usize, budget: &mut RenderBudget) -> Option<Vec<Node>> {
    let formula = (tex.trim().to_owned(), display, room);
    if let Some(drawn) = budget.drawn.get(&formula) {
        return drawn.clone();
    }
    let drawn = budget.formulas.step(formula.0.len(), || draw(&formula.0, display, room))?;
    budget.drawn.insert(formula, drawn.clone());
    drawn
}

fn draw(tex: &str, display: bool, room: usize) -> Option<Vec<Node>> {
    if tex.is_empty() || tex.len() > LONGEST || too_deep(tex) || DEFINING.iter().any(|d| tex.contains(d)) {
        return None;
    }
    let inner = read(&mathml(tex, display)?, room.checked_sub(1)?)?;
    let mut nodes = vec![Node::Open(Element::Formula { display, tex: tex.to_owned() })];
    nodes.extend(inner);
    nodes.push(Node::Close);
    Some(nodes)
}

/// A formula is written by strangers, and one that makes the converter panic must not cost the answer around it.
fn mathml(tex: &str, display: bool) -> Option<String> {
    let convert = || {
        let storage = Storage::new();
        let events: Vec<_> = Parser::new(tex, &storage).collect();
        if events.iter().any(Result::is_err) {
            return None;
        }
        let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
        let mut xml = Vec::new();
        write_mathml(&mut xml, events.into_iter(), RenderConfig { display_mode, ..RenderConfig::default() }).ok()?;
        String::from_utf8(xml).ok()
    };
    stacker::grow(STACK, || catch_unwind(AssertUnwindSafe(convert)).ok().flatten())
}

fn too_deep(tex: &str) -> bool {
    let mut depth = 0usize;
    tex.bytes().any(|b| {
        match b {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST_BRACES
    })
}

/// Reads the XML the converter writes. `None` when it is no such XML or goes deeper than `room`.
fn read(xml: &str, room: usize) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    // Whether each open element was kept.
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut depth = 0;
    let mut rest = xml.trim();
    while !rest.is_empty() {
        let leaf = open.last().map_or("", |(name, _)| name);
        let length = if matches!(leaf, "mi" | "mo" | "mn") {
            leaf_text(rest, leaf)?
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        if length > 0 {
            // White space between elements is layout of the XML; text stands in kept elements only.
            let text = super::shown(&unescape(&rest[..length])?);
            if !text.trim().is_empty() && open.last().is_some_and(|(_, kept)| *kept) {
                nodes.push(Node::Text(text));
            }
            rest = &rest[length..];
            continue;
        }
        let tag = rest.strip_prefix('<')?;
        let end = tag.find('>')?;
        let (inside, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            let (opened, kept) = open.pop()?;
            if opened != name.trim() {
                return None;
            }
            if kept {
                depth -= 1;
                nodes.push(Node::Close);
            }
            continue;
        }
        let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
        let (name, attrs) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let tag = MathTag::ALL.iter().copied().find(|t| t.as_str() == name);
        if let Some(tag) = tag {
            if depth >= room {
                return None;
            }
            nodes.push(Node::Open(Element::Math { tag, attrs: attributes(attrs)? }));
        }
        match (empty, tag.is_some()) {
            (true, true) => nodes.push(Node::Close),
            (true, false) => {}
            (false, kept) => {
                depth += usize::from(kept);
                open.push((name, kept));
            }
        }
    }
    open.is_empty().then_some(nodes)
}

/// How long the text of an identifier, operator or number is. The converter writes `<` and `&` there as they are.
fn leaf_text(rest: &str, name: &str) -> Option<usize> {
    rest.match_indices("</")
        .map(|(at, _)| at)
        .find(|at| rest[at + 2..].strip_prefix(name).is_some_and(|r| r.starts_with('>')))
}

fn attributes(mut rest: &str) -> Option<Vec<(MathAttr, String)>> {
    let mut attrs: Vec<(MathAttr, String)> = Vec::new();
    while let Some((name, after)) = rest.trim_start().split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        rest = after;
        let value = unescape(value)?;
        let known = MathAttr::ALL.iter().copied().find(|a| a.as_str() == name);
        if let Some(attr) = known.filter(|a| harmless(&value) && attrs.iter().all(|(b, _)| b != a)) {
            attrs.push((attr, value));
        }
    }
    rest.trim().is_empty().then_some(attrs)
}

/// Lengths, numbers, keywords or a single character.
fn harmless(value: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || " .-+%".contains(c);
    value.chars().count() <= 1 || value.len() <= 64 && value.chars().all(part)
}

fn unescape(text: &str) -> Option<String> {
    if text == "&" {
        return Some(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';')?;
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{A0}',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
