//! A document that is being written.

use std::sync::Arc;

use parlor_shared::content::{Element, Node, Patch};

use super::{RenderOptions, code, flatten, pieces, trimmed};
use crate::core::render::GrowingDocument;

/// What a text shows while it is still growing: its finished pieces, each read by itself, then the open one.
pub fn prefix_nodes(text: &str, options: &RenderOptions) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some(end) = pieces::first_end(rest) {
        nodes.extend(flatten::render(&rest[..end], options, true));
        rest = &rest[end..];
    }
    nodes.extend(open_piece(rest, options));
    trimmed(nodes)
}

/// Colour waits until a piece is finished, so that a long block is not coloured again for every word.
fn open_piece(text: &str, options: &RenderOptions) -> Vec<Node> {
    let fence = text.split_once('\n').and_then(|(first, body)| Some((first, pieces::open_fence(first)?, body)));
    if let Some((first, marks, body)) = fence {
        let mut sink = super::sink::Sink::default();
        sink.open(Element::CodeBlock { lang: code::language(first[marks.len()..].trim()) });
        sink.text(body);
        return sink.nodes;
    }
    flatten::render(&[text, dangling(text)].concat(), options, false)
}

/// The mark that would close what the last paragraph has begun.
fn dangling(text: &str) -> &'static str {
    let last = text.rsplit("\n\n").next().unwrap_or(text);
    if text.ends_with(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '\\')) {
        ""
    } else if last.matches('`').count() % 2 == 1 {
        "`"
    } else if last.matches("**").count() % 2 == 1 {
        "**"
    } else {
        ""
    }
}

/// Keeps what is finished; reads only the open piece again.
pub(super) struct Growing {
    options: Arc<RenderOptions>,
    text: String,
    /// How many bytes, and how many nodes with all their closes, are finished.
    done: usize,
    kept: Vec<Node>,
    shown: Vec<Node>,
    /// Bytes given to the Markdown parser so far.
    pub(super) work: usize,
}

impl Growing {
    pub(super) fn new(options: Arc<RenderOptions>) -> Self {
        Self { options, text: String::new(), done: 0, kept: Vec::new(), shown: Vec::new(), work: 0 }
    }

    fn show(&mut self, keep: usize, rest: &[Node]) -> Patch {
        // The first `keep` nodes are the same by construction; a trailing close may not have been sent yet.
        let keep = keep.min(self.shown.len());
        let mut patch = Patch::between(&self.shown[keep..], rest);
        patch.keep += keep;
        self.shown.truncate(keep);
        self.shown.extend_from_slice(rest);
        patch
    }
}

impl GrowingDocument for Growing {
    fn push(&mut self, delta: &str) -> Patch {
        self.text.push_str(delta);
        let same = self.kept.len().min(self.shown.len());
        while let Some(end) = pieces::first_end(&self.text[self.done..]) {
            let piece = &self.text[self.done..self.done + end];
            self.work += end;
            self.kept.extend(flatten::render(piece, &self.options, true));
            self.done += end;
        }
        let open = &self.text[self.done..];
        self.work += open.len();
        let mut rest = self.kept[same..].to_vec();
        rest.extend(open_piece(open, &self.options));
        let rest = trimmed(rest);
        // With nothing after them, the closes of the kept nodes are trailing too.
        let mut same = same;
        while rest.is_empty() && same > 0 && self.kept.get(same - 1) == Some(&Node::Close) {
            same -= 1;
        }
        self.show(same, &rest)
    }

    fn finish(&mut self) -> Patch {
        self.work += self.text.len();
        let whole = trimmed(flatten::render(&self.text, &self.options, true));
        self.show(0, &whole)
    }

    fn nodes(&self) -> &[Node] {
        &self.shown
    }
}
