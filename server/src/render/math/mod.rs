//! Formulas: LaTeX to `MathML`, and that through a strict reader into nodes.
//!
//! The reader knows what `MathTag` and `MathAttr` can say and drops everything else, so no address, style or script
//! can come out of a formula, whatever the converter writes.

mod chemistry;
mod macros;
mod tokens;
mod units;

use std::{
    error::Error as _,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{budget::RenderBudget, text::shown};
use parlor_shared::content::{Element, MathAttr, MathTag, Node};
use pulldown_latex::{Parser, RenderConfig, Storage, config::DisplayMode, write_mathml};

/// Longer sources are shown as they are; in bytes.
const LONGEST: usize = 2_000;
/// The converter calls itself for each argument of an argument (`\hat\hat\hat a`), which the longest source may do a
/// thousand times: on a stack of its own, in bytes, it ends before the stack does.
const STACK: usize = 32 << 20;
/// Deeper braces are shown as they are.
const DEEPEST_BRACES: usize = 24;
/// Definitions can make short sources long, so they are not allowed.
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

/// Returns the nodes of a formula, at most `room` elements deep. `None` if the formula cannot be converted.
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
    let room = room.checked_sub(1)?;
    let inner = inside(&written(tex, display)?, room)?;
    let mut nodes = vec![Node::Open(Element::Formula { display, tex: tex.to_owned() })];
    nodes.extend(inner);
    nodes.push(Node::Close);
    Some(nodes)
}

/// Returns the formula as MathML. Commands that the converter lacks are expanded into those it has. If it still refuses
/// some, only these are replaced: unknown commands become names, and lines outside an environment get one.
fn written(tex: &str, display: bool) -> Option<String> {
    let first = macros::written_out(tex, &[]);
    if let Converted::Done(xml) = mathml(&first, display) {
        return Some(xml);
    }
    let unknown: Vec<String> = macros::commands(&first).into_iter().filter(|name| is_unknown(name)).collect();
    let second = balanced(&macros::written_out(tex, &unknown));
    let lines = if second.contains('&') { "aligned" } else { "gathered" };
    let environments = format!("\\begin{{{lines}}}{second}\\end{{{lines}}}");
    let unfenced = second.replace("\\left", "").replace("\\right", "").replace("\\middle", "");
    [second, environments, unfenced].iter().find_map(|tex| match mathml(tex, display) {
        Converted::Done(xml) => Some(xml),
        Converted::Unknown | Converted::Failed => None,
    })
}

/// True when the converter does not know the command, whatever its arguments are.
fn is_unknown(name: &str) -> bool {
    !matches!(name, "begin" | "end" | "left" | "right" | "middle")
        && matches!(mathml(&format!("\\{name}{{a}}{{b}}{{c}}"), false), Converted::Unknown)
}

/// With as many braces closed as opened.
fn balanced(tex: &str) -> String {
    let mut tokens = tokens::Tokens::new(tex);
    let (mut out, mut depth) = (String::with_capacity(tex.len()), 0_usize);
    while let Some(token) = tokens.next() {
        match token {
            "{" => depth += 1,
            "}" if depth == 0 => continue,
            "}" => depth -= 1,
            // A backslash that nothing follows.
            "\\" => continue,
            _ => {}
        }
        out.push_str(token);
    }
    out.push_str(&"}".repeat(depth));
    out
}

/// The converter's answer.
enum Converted {
    Done(String),
    /// A command it does not know.
    Unknown,
    Failed,
}

/// Formulas are untrusted input: one that makes the converter panic must not lose the answer around it.
fn mathml(tex: &str, display: bool) -> Converted {
    if tex.len() > 4 * LONGEST {
        return Converted::Failed;
    }
    let convert = || {
        let storage = Storage::new();
        let events: Vec<_> = Parser::new(tex, &storage).collect();
        if let Some(error) = events.iter().find_map(|event| event.as_ref().err()) {
            let unknown = error.source().is_some_and(|kind| kind.to_string().starts_with("unknown primitive"));
            return if unknown { Converted::Unknown } else { Converted::Failed };
        }
        let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
        let mut xml = Vec::new();
        let config = RenderConfig { display_mode, ..RenderConfig::default() };
        match write_mathml(&mut xml, events.into_iter(), config).map(|()| String::from_utf8(xml)) {
            Ok(Ok(xml)) => Converted::Done(xml),
            _ => Converted::Failed,
        }
    };
    stacker::grow(STACK, || catch_unwind(AssertUnwindSafe(convert)).unwrap_or(Converted::Failed))
}

/// The nodes of the converter's output, its markers as elements.
fn inside(xml: &str, room: usize) -> Option<Vec<Node>> {
    let mut nodes = read(xml, room)?;
    for (mark, notation) in macros::MARKERS {
        while let Some(at) = nodes.iter().position(|node| matches!(node, Node::Text(text) if text.starts_with(mark))) {
            enclose(&mut nodes, at, notation)?;
        }
    }
    Some(nodes)
}

/// `<munder>…<mrow><mtext>mark</mtext></mrow></munder>` becomes `<menclose>…</menclose>`.
fn enclose(nodes: &mut Vec<Node>, mark: usize, notation: &str) -> Option<()> {
    let under = |node: &Node| matches!(node, Node::Open(Element::Math { tag: MathTag::Munder, .. }));
    let mut depth = 0;
    let opened = nodes[..mark.checked_sub(2)?].iter().rposition(|node| {
        match node {
            Node::Close => depth += 1,
            Node::Open(_) if depth == 0 => return true,
            Node::Open(_) => depth -= 1,
            _ => {}
        }
        false
    })?;
    // Only what was written out by us looks so.
    let ours = under(nodes.get(opened)?) && nodes.get(mark + 1..mark + 4)?.iter().all(|node| *node == Node::Close);
    if !ours {
        nodes[mark] = Node::Text(String::new());
        return Some(());
    }
    nodes.drain(mark - 2..=mark + 2);
    nodes[opened] = Node::Open(if notation.is_empty() {
        Element::Math { tag: MathTag::Mphantom, attrs: Vec::new() }
    } else {
        Element::Math { tag: MathTag::Menclose, attrs: vec![(MathAttr::Notation, notation.to_owned())] }
    });
    Some(())
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

/// Reads the converter's XML. `None` if it is invalid or nested deeper than `room`.
fn read(xml: &str, room: usize) -> Option<Vec<Node>> {
    let mut reader = XmlReader { nodes: Vec::new(), open: Vec::new(), depth: 0, room };
    let mut rest = xml.trim();
    while !rest.is_empty() {
        let length = reader.text_length(rest)?;
        if length > 0 {
            reader.text(&rest[..length])?;
            rest = &rest[length..];
            continue;
        }
        let tag = rest.strip_prefix('<')?;
        let end = tag.find('>')?;
        reader.tag(&tag[..end])?;
        rest = &tag[end + 1..];
    }
    reader.open.is_empty().then_some(reader.nodes)
}

struct XmlReader<'x> {
    nodes: Vec<Node>,
    /// Open elements: the name, and true if the element was kept.
    open: Vec<(&'x str, bool)>,
    /// The number of open elements that were kept.
    depth: usize,
    room: usize,
}

impl<'x> XmlReader<'x> {
    /// Returns the length in bytes of the text at the beginning; 0 before a tag.
    fn text_length(&self, rest: &str) -> Option<usize> {
        match self.open.last() {
            Some((leaf @ ("mi" | "mo" | "mn"), _)) => leaf_text(rest, leaf),
            _ => Some(rest.find('<').unwrap_or(rest.len())),
        }
    }

    /// White space between elements is layout of the XML; text stands in kept elements only.
    fn text(&mut self, text: &str) -> Option<()> {
        // The converter escapes the non-breaking space twice.
        let text = shown(&unescape(text)?).replace("&nbsp;", "\u{A0}");
        let text: String = text.chars().map(macros::shown_sign).collect();
        if !text.trim_matches([' ', '\n']).is_empty() && self.open.last().is_some_and(|(_, kept)| *kept) {
            self.nodes.push(Node::Text(text));
        }
        Some(())
    }

    /// Reads a tag without its angle brackets.
    fn tag(&mut self, inside: &'x str) -> Option<()> {
        if let Some(name) = inside.strip_prefix('/') {
            return self.close(name.trim());
        }
        let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let (name, attrs) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let tag = MathTag::ALL.iter().copied().find(|tag| tag.as_str() == name);
        if let Some(tag) = tag {
            if self.depth >= self.room {
                return None;
            }
            self.nodes.push(Node::Open(Element::Math { tag, attrs: attributes(attrs)? }));
        }
        match (empty, tag.is_some()) {
            (true, true) => self.nodes.push(Node::Close),
            (true, false) => {}
            (false, kept) => {
                self.depth += usize::from(kept);
                self.open.push((name, kept));
            }
        }
        Some(())
    }

    fn close(&mut self, name: &str) -> Option<()> {
        let (opened, kept) = self.open.pop()?;
        if kept {
            self.depth -= 1;
            self.nodes.push(Node::Close);
        }
        (opened == name).then_some(())
    }
}

/// Returns the length in bytes of the text of an identifier, operator or number. The converter does not escape `<` and
/// `&` there.
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
