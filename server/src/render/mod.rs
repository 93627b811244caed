//! Markdown to nodes: `core::render::Render`.

mod autolink;
mod code;
mod flatten;
mod grow;
mod math;
mod pieces;
mod sink;

use std::sync::Arc;

pub use grow::prefix_nodes;
use parlor_shared::content::{Element, Node};

use crate::core::render::{GrowingDocument, Render};
use sink::Sink;

/// What a renderer may show beyond text.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Hosts (lower case, no port) whose `https:` pictures are shown. Default: none; pictures become links.
    pub image_hosts: Vec<String>,
}

/// The renderer of answers and messages.
#[derive(Clone, Debug, Default)]
pub struct Markdown {
    options: Arc<RenderOptions>,
}

impl Markdown {
    /// A renderer with these options.
    pub fn new(options: RenderOptions) -> Self {
        Self { options: Arc::new(options) }
    }
}

impl Render for Markdown {
    fn start(&self) -> Box<dyn GrowingDocument> {
        Box::new(grow::Growing::new(Arc::clone(&self.options)))
    }

    fn markdown(&self, text: &str) -> Vec<Node> {
        trimmed(flatten::render(text, &self.options, true))
    }

    fn plain(&self, text: &str) -> Vec<Node> {
        let mut sink = Sink::default();
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut open = false;
        for line in text.lines() {
            if line.trim().is_empty() {
                if open {
                    sink.close();
                }
                open = false;
                continue;
            }
            if open {
                sink.push(Node::Break);
            } else {
                sink.open(Element::Paragraph);
            }
            open = true;
            autolink::text(&mut sink, line);
        }
        trimmed(sink.nodes)
    }
}

/// Closes at the very end are left out: the reader closes what is open.
fn trimmed(mut nodes: Vec<Node>) -> Vec<Node> {
    while nodes.last() == Some(&Node::Close) {
        nodes.pop();
    }
    nodes
}

#[cfg(test)]
mod tests;
