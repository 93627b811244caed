//! The nodes of a growing answer, worked out once for all followers and only when one of them wants nodes.

use parlor_shared::content::{Node, Patch};

use super::RunEvent;
use crate::core::render::GrowingDocument;

/// One patch per event of a log, made in order and on demand.
pub(super) struct Drawing {
    document: Box<dyn GrowingDocument>,
    patches: Vec<Patch>,
    /// The document as it was before the terminal event's last full reading.
    before_end: Option<Vec<Node>>,
}

impl Drawing {
    pub(super) fn new(document: Box<dyn GrowingDocument>) -> Self {
        Self { document, patches: Vec::new(), before_end: None }
    }

    /// The patch that belongs to `events[index]`.
    pub(super) fn patch(&mut self, events: &[RunEvent], index: usize) -> Patch {
        self.draw(&events[..=index]);
        self.patches[index].clone()
    }

    /// The document after all of `events` but a terminal one.
    pub(super) fn nodes(&mut self, events: &[RunEvent]) -> Vec<Node> {
        self.draw(events);
        self.before_end.clone().unwrap_or_else(|| self.document.nodes().to_vec())
    }

    fn draw(&mut self, events: &[RunEvent]) {
        for event in events.iter().skip(self.patches.len()) {
            let patch = match event {
                RunEvent::Text(delta) => self.document.push(delta),
                RunEvent::Done(_) => {
                    self.before_end = Some(self.document.nodes().to_vec());
                    self.document.finish()
                }
                RunEvent::Block(_) | RunEvent::ToolCall { .. } | RunEvent::PageCall(_) | RunEvent::Failed(_) => {
                    Patch { keep: self.document.nodes().len(), ..Patch::default() }
                }
            };
            self.patches.push(patch);
        }
    }
}
