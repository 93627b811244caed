//! A growing document as patches.

use std::sync::Arc;

use parlor_shared::content::{Element, Node, Patch};

use super::{
    blocks::Blocks,
    budget::RenderBudget,
    code,
    dangling::{self, step},
    options::RenderOptions,
    parse,
    source::Extent,
    text::{shown, trim},
};
use crate::core::render::{GrowingDocument, code_cost, cost, is_dear};

/// Pieces that ended are rendered once; the open piece is rendered again with each push, a long one in steps. An open
/// block of code at the margin grows by lines.
pub(super) struct Growing {
    options: Arc<RenderOptions>,
    /// For pieces that are final.
    budget: RenderBudget,
    /// For the open piece, each time it is read.
    open_budget: RenderBudget,
    /// True if the open piece may have code or formulas, which are expensive.
    dear: bool,
    text: String,
    /// Names of the footnotes in final pieces, in the order of their numbers.
    notes: Vec<String>,
    blocks: Blocks,
    code: Option<OpenCode>,
    nodes: Vec<Node>,
    /// Number of `nodes` that are final.
    fixed: usize,
    /// Number of closes due after the final nodes, once something follows.
    owed: usize,
    /// Start of the open piece, or of the open line of code, and the number of its bytes that were shown last.
    drawn: (usize, usize),
    /// Bytes read so far, counted each time: searched for marks, parsed, coloured, copied.
    pub(super) work: usize,
}

/// The block of code that is being written.
struct OpenCode {
    painter: code::Painter,
    /// The first line that is not painted.
    line: usize,
}

impl Growing {
    pub(super) fn new(options: Arc<RenderOptions>) -> Self {
        Self {
            options,
            budget: RenderBudget::default(),
            open_budget: RenderBudget::default(),
            dear: false,
            text: String::new(),
            notes: Vec::new(),
            blocks: Blocks::default(),
            code: None,
            nodes: Vec::new(),
            fixed: 0,
            owed: 0,
            drawn: (0, 0),
            work: 0,
        }
    }

    /// Reads a piece that ended.
    fn parse(&mut self, text: &str) -> Vec<Node> {
        self.work += text.len();
        // Its end is known, the end of the document is not: a reference to a footnote may be explained later.
        parse::nodes(text, Extent::Piece, &self.options, &mut self.budget, &mut self.notes)
    }

    /// Reads the open piece, which will be read again.
    fn parse_open(&mut self, text: &str) -> Vec<Node> {
        self.work += text.len();
        self.open_budget.renew();
        let known = self.notes.len();
        let nodes = parse::nodes(text, Extent::Growing, &self.options, &mut self.open_budget, &mut self.notes);
        self.notes.truncate(known);
        nodes
    }

    /// Adds final nodes; `fresh` is the document after the earlier final nodes.
    fn fix(&mut self, nodes: Vec<Node>, fresh: &mut Vec<Node>) {
        if nodes.is_empty() {
            return;
        }
        fresh.extend(std::iter::repeat_n(Node::Close, self.owed));
        fresh.extend(nodes);
        self.owed = trim(fresh);
    }

    /// Renders a piece that ended.
    fn end_piece(&mut self, from: usize, to: usize, fresh: &mut Vec<Node>) {
        if let Some(mut code) = self.code.take() {
            // All lines but the closing fence.
            let body = self.text[..to].trim_end_matches('\n').rfind('\n').map_or(to, |at| at + 1);
            let lines = &self.text[..body.max(code.line)];
            self.work += code.paint(lines, self.owed, &mut self.budget, fresh);
            self.owed = 1;
            return;
        }
        let piece = self.text[from..to].to_owned();
        self.budget.drawn = std::mem::take(&mut self.open_budget.drawn);
        let nodes = self.parse(&piece);
        self.budget.drawn.clear();
        self.fix(nodes, fresh);
    }

    /// Searches the added text, or all of a new open piece, for marks of code and formulas.
    fn note_marks(&mut self, added: usize, is_new: bool) {
        // A mark has three characters, some of which may have been there.
        let fresh = self.text.floor_char_boundary(self.text.len().saturating_sub(added + 2));
        let from = if is_new { self.blocks.start } else { fresh.max(self.blocks.start) };
        self.dear = is_dear(&self.text[from..]) || self.dear && !is_new;
    }

    /// Starts or continues the open block of code up to the line that is being written; returns the start of that line.
    fn grow_code(&mut self, fresh: &mut Vec<Node>) -> usize {
        let mut code = match self.code.take() {
            Some(code) => code,
            None => self.start_code(fresh),
        };
        let complete = self.blocks.line().max(code.line);
        if complete > code.line {
            self.work += code.paint(&self.text[..complete], self.owed, &mut self.budget, fresh);
            self.owed = trim(fresh);
        }
        let line = code.line;
        self.code = Some(code);
        line
    }

    /// Opens a block of code; its first line is complete.
    fn start_code(&mut self, fresh: &mut Vec<Node>) -> OpenCode {
        let start = self.blocks.start;
        let line = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at + 1);
        let lang = code::language(self.text[start..line].trim_start_matches(['`', '~']));
        let painter = code::Painter::new(lang.as_deref());
        self.fix(vec![Node::Open(Element::CodeBlock { lang })], fresh);
        OpenCode { painter, line }
    }

    /// Puts `tail` after the final nodes and returns the changes since the previous document.
    fn settle(&mut self, mut fresh: Vec<Node>, tail: Vec<Node>) -> Patch {
        let fixed = fresh.len();
        if !tail.is_empty() {
            fresh.extend(std::iter::repeat_n(Node::Close, self.owed));
            fresh.extend(tail);
            trim(&mut fresh);
            if fresh.len() < fixed {
                fresh.truncate(fixed);
            }
        }
        let mut patch = Patch::between(&self.nodes[self.fixed..], &fresh);
        patch.keep += self.fixed;
        self.nodes.truncate(self.fixed);
        self.nodes.append(&mut fresh);
        self.fixed += fixed;
        patch
    }
}

impl GrowingDocument for Growing {
    fn push(&mut self, delta: &str) -> Patch {
        self.text.push_str(&shown(delta));
        let mut fresh = Vec::new();
        let mut from = self.blocks.start;
        let cuts = self.blocks.scan(&self.text);
        self.note_marks(delta.len(), !cuts.is_empty());
        for to in cuts {
            self.end_piece(from, to, &mut fresh);
            from = to;
        }
        let in_code = self.blocks.in_code();
        let begin = if in_code { self.grow_code(&mut fresh) } else { self.blocks.start };
        let open = dangling::stepped(&self.text[begin..]);
        let drawn = (begin, open.len());
        if drawn == self.drawn && fresh.is_empty() {
            return Patch { keep: self.nodes.len(), ..Patch::default() };
        }
        self.drawn = drawn;
        self.work += open.len();
        let tail = if in_code {
            code_line(open)
        } else {
            let open = open.to_owned();
            self.parse_open(&open)
        };
        self.settle(fresh, tail)
    }

    fn finish(&mut self) -> Patch {
        let text = std::mem::take(&mut self.text);
        // The kept nodes must equal those a reader of the whole text gets.
        self.budget = RenderBudget::default();
        self.notes.clear();
        self.work += text.len();
        let mut whole = parse::nodes(&text, Extent::Whole, &self.options, &mut self.budget, &mut self.notes);
        self.text = text;
        trim(&mut whole);
        let patch = Patch::between(&self.nodes, &whole);
        self.fixed = 0;
        self.owed = 0;
        self.nodes = whole;
        patch
    }

    fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    fn cost(&self, delta: &str) -> usize {
        if self.blocks.in_code() {
            return code_cost(delta.len());
        }
        let open = self.text.len() - self.blocks.start;
        let is_read = delta.contains('\n') || step(open + delta.len()) != step(open);
        let read_again = if is_read { open } else { 0 };
        cost(delta) + if self.dear { code_cost(read_again) } else { read_again }
    }

    fn cost_of_end(&self) -> usize {
        cost(&self.text)
    }
}

/// Returns the nodes for a line of code that is being written: none while it may become the closing fence.
fn code_line(line: &str) -> Vec<Node> {
    let fence = line.trim_start_matches(' ').chars().all(|c| matches!(c, '`' | '~'));
    if fence { vec![] } else { vec![Node::Text(line.to_owned())] }
}

impl OpenCode {
    /// Colours the complete lines of `text`; returns their length in bytes.
    fn paint(&mut self, text: &str, owed: usize, budget: &mut RenderBudget, fresh: &mut Vec<Node>) -> usize {
        let lines = text.get(self.line..).unwrap_or_default();
        if !lines.is_empty() {
            fresh.extend(std::iter::repeat_n(Node::Close, owed));
        }
        for line in lines.split_inclusive('\n') {
            self.painter.line(line, &mut budget.colours, fresh);
        }
        self.line += lines.len();
        lines.len()
    }
}
