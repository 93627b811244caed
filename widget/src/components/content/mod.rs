//! A document of nodes as DOM, kept up to date by patches.
//!
//! Elements are made one by one; no string is ever read as markup. A patch touches what it changes: the DOM of the
//! nodes it keeps stays as it is, selection and scroll positions included.

mod copy;
mod element;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod zoom;

pub(crate) use copy::copy_code;
use parlor_shared::content::{Node, Patch};
use web_sys::{Document, Element};

pub(crate) use self::zoom::enlarge;
use crate::i18n::Texts;

/// Blocks that stand in a part of their own. What is finished is in parts that the browser need not look at again while
/// the last one grows (`contain` in `content.css`): what a word costs then does not grow with the answer.
const PART: u32 = 16;

/// What one node has become.
struct Drawn {
    /// What was put into the page for it; nothing for a close.
    dom: Option<web_sys::Node>,
    /// Where its children go, for an open.
    inside: Option<Element>,
    /// The node whose element holds it; `None` for the top.
    parent: Option<usize>,
    /// The innermost element open after it.
    open: Option<usize>,
}

/// A place in the page and the document drawn there.
pub(crate) struct Canvas {
    root: Element,
    document: Document,
    drawn: Vec<Drawn>,
    /// The parts that blocks stand in, each with the place of its first node.
    parts: Vec<(usize, Element)>,
    /// The kinds of what was drawn, for those that depend on what they stand in.
    kinds: Vec<Kind>,
    host: String,
    texts: Texts,
    /// Formulas are drawn; else they are shown as they were written.
    math: bool,
}

/// The few kinds of elements that others look up to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    TableHead,
    Link,
    Other,
}

impl Canvas {
    /// Draws into `root`, which is empty. `host` is the server's origin: pictures may come from there. Without `math`
    /// formulas are shown as they were written.
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

    /// Brings the page from the document before the patch to the one after it. The caller has checked that it fits.
    pub(crate) fn apply(&mut self, patch: &Patch) {
        self.cut(patch.keep);
        if !patch.append.is_empty() {
            self.append(&patch.append);
        }
        self.extend(&patch.nodes);
    }

    /// What can be read of it, a line per block.
    pub(crate) fn text(&self) -> Option<String> {
        let blocks = self.drawn.iter().filter(|drawn| drawn.parent.is_none());
        let texts: Vec<String> = blocks.filter_map(|drawn| drawn.dom.as_ref()?.text_content()).collect();
        Some(texts.join("\n")).filter(|text| !text.is_empty())
    }

    fn append(&self, text: &str) {
        let last = self.drawn.last().and_then(|drawn| drawn.dom.as_ref());
        if let Some(last) = last.and_then(wasm_bindgen::JsCast::dyn_ref::<web_sys::Text>) {
            // Refused only beyond 2³² characters.
            let _ = last.append_data(text);
        }
    }

    /// Removes everything from node `keep` on.
    fn cut(&mut self, keep: usize) {
        while let Some((_, part)) = self.parts.pop_if(|(first, _)| *first >= keep) {
            part.remove();
        }
        for drawn in self.drawn.iter().skip(keep).rev() {
            // What stands in a removed element leaves with it.
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
            Node::Open(parlor_shared::content::Element::TableHead) => Kind::TableHead,
            Node::Open(parlor_shared::content::Element::Link { .. }) => Kind::Link,
            _ => Kind::Other,
        };
        let (dom, inside) = self.make(node, parent);
        if let Some(dom) = &dom {
            if parent.is_none() {
                self.make_room();
            }
            // The place exists and is not inside what is added to it.
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

    /// Sees to it that there is a part with room for a block.
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

    /// Where the next node goes.
    fn place(&self, parent: Option<usize>) -> &Element {
        match parent {
            Some(at) => self.drawn.get(at).and_then(|drawn| drawn.inside.as_ref()),
            None => self.parts.last().map(|(_, part)| part),
        }
        .unwrap_or(&self.root)
    }

    /// Whether one of this kind is among the elements around.
    fn is_in(&self, kind: Kind, parent: Option<usize>) -> bool {
        std::iter::successors(parent, |at| self.drawn[*at].parent).any(|at| self.kinds[at] == kind)
    }
}
