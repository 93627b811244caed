//! State of the contact form.

use std::rc::Rc;

use parlor_shared::config::ContactForm;

use super::failure::Problem;

/// Place where the contact form is shown now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ContactPrompt {
    /// The form is not shown.
    #[default]
    Hidden,
    /// Beside the composer.
    BesideComposer,
    /// In place of the composer: messages wait until the form is filled in or skipped.
    InsteadOfComposer,
}

/// Contact details as the visitor wrote them; a field that is not asked for is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContactDetails {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number.
    pub phone: String,
}

/// State of the contact form.
#[derive(Debug, Default)]
pub(super) struct Contact {
    pub(super) form: Option<ContactForm>,
    pub(super) known: bool,
    pub(super) skipped: bool,
    /// The values on their way to the server.
    pub(super) sending: Option<Rc<ContactDetails>>,
    /// The token had expired when the values were sent.
    pub(super) renewed: bool,
    pub(super) problem: Option<Problem>,
}

impl Contact {
    /// Takes the form and the visitor's status from the server.
    pub(super) fn settle(&mut self, form: Option<ContactForm>, known: bool) {
        self.form = form;
        self.known |= known;
    }
}
