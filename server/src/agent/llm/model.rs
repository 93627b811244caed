//! The model that is asked, and what came of asking it.

use parlor_shared::widget::Finish;
use secrecy::SecretString;

use super::tools::{ToolCallRequest, Toolbox};
use crate::core::owner::model_options::ModelOptions;

/// The model's part of a profile.
#[derive(Debug)]
pub(crate) struct Model {
    pub(super) provider: String,
    pub(super) name: String,
    pub(super) base_url: Option<String>,
    pub(super) key: Option<SecretString>,
    pub(super) max_output_tokens: u32,
    pub(super) options: Box<ModelOptions>,
    pub(super) toolbox: Toolbox,
}

/// The outcome of asking a model.
#[derive(Debug)]
pub(super) enum ModelOutcome {
    /// The answer.
    All(Finish),
    /// It wants tools first.
    Wants(Vec<ToolCallRequest>),
}
