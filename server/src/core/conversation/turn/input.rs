//! A visitor's message on its way in.

use crate::core::{
    conversation::{attachment::Takes, blocks::FormSubmission, tool::page_tools::PageTool},
    page_url::PageUrl,
};

/// The longest message of a visitor, in characters. One dialect has a figure of its own.
pub const LONGEST_MESSAGE: usize = 4_000;

/// A visitor's message. [`UserInput::text`] and [`UserInput::form`] begin one.
#[derive(Clone, Debug)]
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

impl UserInput {
    /// A text, and nothing else.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            form: None,
            client_id: None,
            page_context: None,
            page_url: None,
            attachments: Takes::default(),
            tools: Vec::new(),
        }
    }

    /// A submitted form and its values as a text. `client_id` is the form's own, so that it is accepted once.
    pub fn form(form: FormSubmission, text: String, client_id: String) -> Self {
        Self { form: Some(form), client_id: Some(client_id), ..Self::text(text) }
    }

    /// Sets the client's id.
    #[must_use]
    pub fn with_client_id(self, client_id: Option<String>) -> Self {
        Self { client_id, ..self }
    }

    /// Sets the context supplied by the page.
    #[must_use]
    pub fn with_page_context(self, page_context: Option<String>) -> Self {
        Self { page_context, ..self }
    }

    /// Sets the page the visitor is on.
    #[must_use]
    pub fn with_page_url(self, page_url: Option<PageUrl>) -> Self {
        Self { page_url, ..self }
    }

    /// Sets its files.
    #[must_use]
    pub fn with_attachments(self, attachments: Takes) -> Self {
        Self { attachments, ..self }
    }

    /// Sets the tools the page provides.
    #[must_use]
    pub fn with_tools(self, tools: Vec<PageTool>) -> Self {
        Self { tools, ..self }
    }
}
