//! The nodes of a growing answer, rendered once for all followers and only when one of them needs nodes.

use parlor_shared::content::{Node, Patch};

use super::event::RunEvent;
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

    /// Number of events of the log it includes.
    pub(super) fn len(&self) -> usize {
        self.patches.len()
    }

    /// The patch of the event at `index`, once it is shown.
    pub(super) fn patch(&self, index: usize) -> Option<Patch> {
        self.patches.get(index).cloned()
    }

    /// The document after all shown events but a terminal one.
    pub(super) fn nodes(&self) -> Vec<Node> {
        self.before_end.clone().unwrap_or_else(|| self.document.nodes().to_vec())
    }

    /// The cost of showing the events that come next, as [`render::cost`](crate::core::render::cost) counts it.
    pub(super) fn cost(&self, next: &[RunEvent]) -> usize {
        let cost = |event: &RunEvent| match event {
            RunEvent::Text(delta) => self.document.cost(delta),
            RunEvent::Done(_) => self.document.cost_of_end(),
            _ => 0,
        };
        next.iter().map(cost).sum()
    }

    /// Shows the events that come next.
    pub(super) fn draw(&mut self, next: &[RunEvent]) {
        for event in next {
            let patch = match event {
                RunEvent::Text(delta) => self.document.push(delta),
                RunEvent::Done(_) => {
                    self.before_end = Some(self.document.nodes().to_vec());
                    self.document.finish()
                }
                RunEvent::Block(_) | RunEvent::ToolCall { .. } | RunEvent::PageCall(_) | RunEvent::Failed(_) => {
                    self.unchanged()
                }
            };
            self.patches.push(patch);
        }
    }

    /// Passes over an event that could not be shown.
    pub(super) fn skip(&mut self) {
        self.patches.push(self.unchanged());
    }

    fn unchanged(&self) -> Patch {
        Patch { keep: self.document.nodes().len(), ..Patch::default() }
    }
}
