//! A visitor's message on its way in.

use crate::core::{
    conversation::{attachment::Takes, blocks::FormSubmission, tool::page::PageTool},
    page_url::PageUrl,
};

/// A visitor's message.
#[derive(Clone, Debug, Default)]
pub struct UserInput {
    /// The text.
    pub text: String,
    /// The form the visitor submitted with this message.
    pub form: Option<FormSubmission>,
    /// The client's id of it.
    pub client_id: Option<String>,
    /// Context supplied by the page.
    pub page_context: Option<String>,
    /// The page the visitor is on.
    pub page_url: Option<PageUrl>,
    /// Its files.
    pub attachments: Takes,
    /// Tools the page provides to the agent.
    pub tools: Vec<PageTool>,
}
