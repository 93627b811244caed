//! Calls of the page's tools.

/// A call: the agent asks the page to run one of its tools.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageCall {
    /// Id of the answer.
    pub message: String,
    /// Id of the call.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// Arguments of the tool, as JSON.
    pub args: String,
    /// True if the visitor is asked first.
    pub ask: bool,
}

/// The outcome of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageOutcome {
    /// Id of the answer.
    pub message: String,
    /// Id of the call.
    pub call: String,
    /// Body of the request, as JSON ([`parlor_shared::widget::ToolOutcome`]).
    pub body: String,
}
