//! The port through which the domain turns Markdown into nodes. Implemented by `crate::render`.

use std::{sync::Arc, time::Duration};

use parlor_shared::content::{Node, Patch};

use super::security::work::{ON_DEMAND, SHORT, WorkKind, WorkRefused};

/// Work of this cost is done at once, on the thread that asks: a moment's work whatever it is.
pub const AT_ONCE: usize = 4 * 1024;
/// Bytes of prose that cost as much as one of code, or of a formula.
const DEAR: usize = 16;
/// Rendering ends within this time. Budgets of bytes and processor time end it long before.
pub const LONGEST: Duration = Duration::from_secs(10);

/// Makes renderers, and renders whole texts.
pub trait Render: Send + Sync + 'static {
    /// Names how it draws, options included: what another version drew may look different.
    fn version(&self) -> &str;

    /// A renderer for one growing answer.
    fn start(&self) -> Box<dyn GrowingDocument>;

    /// An agent's whole answer: the same as growing it to the end.
    fn markdown(&self, text: &str) -> Vec<Node>;

    /// Returns true if the picture at this `https:` address may be shown. Fetching one tells its host about the
    /// visitor.
    fn shows_picture(&self, address: &str) -> bool;

    /// A visitor's message: plain text, links recognised, line breaks kept.
    fn plain(&self, text: &str) -> Vec<Node>;
}

/// The cost of reading a text: its bytes, and more where there may be code or formulas in it.
pub fn cost(text: &str) -> usize {
    if is_dear(text) { code_cost(text.len()) } else { text.len() }
}

/// Returns true if the text may contain code or formulas.
pub fn is_dear(text: &str) -> bool {
    ["```", "~~~", "$", "\\(", "\\[", "\\be"].iter().any(|mark| text.contains(mark))
}

/// The cost of reading so many bytes of code.
pub const fn code_cost(bytes: usize) -> usize {
    bytes * DEAR
}

/// Does work of this [`cost`], off the async workers unless it is little.
pub async fn off_the_workers<T: Send + 'static>(
    cost: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, WorkRefused> {
    if cost <= AT_ONCE { Ok(work()) } else { SHORT.run(WorkKind::Render, LONGEST, |_| work()).await }
}

impl dyn Render {
    /// An agent's whole answer, read off the async workers unless it is short.
    pub async fn document(self: &Arc<Self>, text: &str) -> Result<Vec<Node>, WorkRefused> {
        let (render, text) = (Arc::clone(self), text.to_owned());
        off_the_workers(cost(&text), move || render.markdown(&text)).await
    }

    /// A text that is nobody's message: one at a time for all callers.
    pub async fn on_demand(self: &Arc<Self>, text: &str) -> Result<Vec<Node>, WorkRefused> {
        ON_DEMAND.hold(WorkKind::Render, self.document(text)).await?
    }

    /// An agent's whole answer; as plain text when the server has too much work.
    pub async fn document_or_plain(self: &Arc<Self>, text: &str) -> Vec<Node> {
        match self.document(text).await {
            Ok(nodes) => nodes,
            Err(refused) => {
                tracing::warn!(%refused, "a text is shown without its marks");
                self.plain(text)
            }
        }
    }
}

/// An answer that is being written.
pub trait GrowingDocument: Send {
    /// Takes more text; tells what changed. For every way to cut a text into pieces, applying all patches gives
    /// what rendering the text so far at once would give.
    fn push(&mut self, delta: &str) -> Patch;

    /// Reads the whole text once more, for what only its end decides; tells what changed.
    fn finish(&mut self) -> Patch;

    /// The document as its readers have it now.
    fn nodes(&self) -> &[Node];

    /// The [`cost`] of taking `delta`.
    fn cost(&self, delta: &str) -> usize;

    /// The [`cost`] of the last reading.
    fn cost_of_end(&self) -> usize;
}
