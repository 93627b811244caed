//! A place in the page where a document is drawn.

use parlor_shared::content::{Node, Patch};
use web_sys::{Document, Element};

use crate::i18n::Texts;

/// Number of blocks in one part. The browser does not lay out finished parts again while the last one grows (`contain`
/// in `content.css`), so the cost of a word does not grow with the answer.
const PART: u32 = 16;

/// The result of drawing one node.
struct Drawn {
    /// The DOM node added to the page; none for a close.
    dom: Option<web_sys::Node>,
    /// The element that holds its children, for an open.
    inside: Option<Element>,
    /// Index of the node whose element contains it; `None` at the top level.
    parent: Option<usize>,
    /// Index of the innermost element that is open after it.
    open: Option<usize>,
}

/// A place in the page, and the document drawn there.
pub(crate) struct Canvas {
    root: Element,
    pub(super) document: Document,
    drawn: Vec<Drawn>,
    /// The parts that hold blocks, each with the index of its first node.
    parts: Vec<(usize, Element)>,
    /// Kinds of the drawn nodes, for nodes that depend on their surroundings.
    kinds: Vec<ElementKind>,
    pub(super) host: String,
    pub(super) texts: Texts,
    /// True if formulas are drawn; otherwise they are shown as source.
    pub(super) math: bool,
}

/// Kinds of elements that affect nodes inside them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementKind {
    TableHead,
    Link,
    Other,
}

impl Canvas {
    /// Draws into `root`, which is empty. `host` is the server's origin: pictures may be loaded from it. Without
    /// `math`, formulas are shown as source.
    pub(crate) fn new(root: &Element, host: &str, texts: Texts, math: bool) -> Self {
        let document = root.owner_document().unwrap_or_else(|| wasm_bindgen::throw_str("no document"));
        let root = root.clone();
        let host = host.to_owned();
        Self { root, document, drawn: Vec::new(), parts: Vec::new(), kinds: Vec::new(), host, texts, math }
    }

    /// Draws this document from the start.
    pub(crate) fn redraw(&mut self, nodes: &[Node]) {
        self.cut(0);
        self.extend(nodes);
    }

    /// Applies a patch to the drawn document. The caller has checked that it fits.
    pub(crate) fn apply(&mut self, patch: &Patch) {
        self.cut(patch.keep);
        if !patch.append.is_empty() {
            self.append(&patch.append);
        }
        self.extend(&patch.nodes);
    }

    /// Returns the readable text, one line per block.
    pub(crate) fn text(&self) -> Option<String> {
        let blocks = self.drawn.iter().filter(|drawn| drawn.parent.is_none());
        let texts: Vec<String> = blocks.filter_map(|drawn| drawn.dom.as_ref()?.text_content()).collect();
        Some(texts.join("\n")).filter(|text| !text.is_empty())
    }

    fn append(&self, text: &str) {
        let last = self.drawn.last().and_then(|drawn| drawn.dom.as_ref());
        if let Some(last) = last.and_then(wasm_bindgen::JsCast::dyn_ref::<web_sys::Text>) {
            // Fails only beyond 2³² characters.
            let _ = last.append_data(text);
        }
    }

    /// Removes everything from node `keep` on.
    fn cut(&mut self, keep: usize) {
        while let Some((_, part)) = self.parts.pop_if(|(first, _)| *first >= keep) {
            part.remove();
        }
        for drawn in self.drawn.iter().skip(keep).rev() {
            // Nodes inside a removed element are removed with it.
            let outermost = drawn.parent.is_none_or(|parent| parent < keep);
            if let Some(dom) = drawn.dom.as_ref().filter(|_| outermost)
                && let Some(parent) = dom.parent_node()
            {
                let _ = parent.remove_child(dom);
            }
        }
        self.drawn.truncate(keep);
        self.kinds.truncate(keep);
    }

    fn extend(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.draw(node);
        }
    }

    fn draw(&mut self, node: &Node) {
        let at = self.drawn.len();
        let parent = self.drawn.last().and_then(|last| last.open);
        let kind = match node {
            Node::Open(parlor_shared::content::Element::TableHead) => ElementKind::TableHead,
            Node::Open(parlor_shared::content::Element::Link { .. }) => ElementKind::Link,
            _ => ElementKind::Other,
        };
        let (dom, inside) = self.make(node, parent);
        if let Some(dom) = &dom {
            if parent.is_none() {
                self.make_room();
            }
            // The place exists and is not inside the node that is added to it.
            let _ = self.place(parent).append_child(dom);
        }
        let open = match node {
            Node::Open(_) => Some(at),
            Node::Close => parent.and_then(|opened| self.drawn[opened].parent),
            _ => parent,
        };
        self.drawn.push(Drawn { dom, inside, parent, open });
        self.kinds.push(kind);
    }

    /// Makes sure that the last part has room for a block.
    fn make_room(&mut self) {
        if self.parts.last().is_some_and(|(_, part)| part.child_element_count() < PART) {
            return;
        }
        if let Ok(part) = self.document.create_element("div")
            && self.root.append_child(&part).is_ok()
        {
            part.set_class_name("part");
            self.parts.push((self.drawn.len(), part));
        }
    }

    /// Returns the element that holds the next node.
    fn place(&self, parent: Option<usize>) -> &Element {
        match parent {
            Some(at) => self.drawn.get(at).and_then(|drawn| drawn.inside.as_ref()),
            None => self.parts.last().map(|(_, part)| part),
        }
        .unwrap_or(&self.root)
    }

    /// Returns true if an element of this kind is among the ancestors.
    pub(super) fn is_in(&self, kind: ElementKind, parent: Option<usize>) -> bool {
        std::iter::successors(parent, |at| self.drawn[*at].parent).any(|at| self.kinds[at] == kind)
    }
}
