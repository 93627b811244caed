//! The form that asks visitors for contact details.

use parlor_shared::config::{Ask, ContactForm as FormBody, ContactWhen};

use crate::core::both_ways::both_ways;

/// A form that asks for an e-mail address, which identifies the visitor, and for what the owner adds to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContactForm {
    /// Time at which the form is shown.
    pub when: ContactWhen,
    /// True if the widget takes no message before the form is filled in; else visitors may skip it. The API accepts
    /// messages from every caller with a token.
    pub required: bool,
    /// The name field.
    pub name: Ask,
    /// The telephone number field.
    pub phone: Ask,
}

impl Default for ContactForm {
    /// Shown before the first message, required, with an optional name field.
    fn default() -> Self {
        Self { when: ContactWhen::Before, required: true, name: Ask::Optional, phone: Ask::No }
    }
}

// Owners write the form in the shape in which widgets read it.
both_ways! { struct FormBody = ContactForm { when, required, name, phone } }
