//! Asking for a way to reach the visitor.

use parlor_shared::{
    config::{ContactForm, ContactWhen},
    widget::Role,
};

use super::{Announcement, Beside, Chat, Effect, Failure, Problem, State};

/// Whether the form is shown now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Asked {
    /// It is not.
    #[default]
    No,
    /// Beside the composer.
    Beside,
    /// In its place: messages wait until the form is filled in or skipped.
    Instead,
}

/// What the visitor filled in; empty for what they left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lead {
    /// What the visitor is called.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
}

impl Lead {
    /// The values by the wire's names.
    pub fn fields(self) -> [(&'static str, String); 3] {
        [("name", self.name), ("email", self.email), ("phone", self.phone)]
    }
}

/// Where asking stands.
#[derive(Debug, Default)]
pub(super) struct Contact {
    form: Option<ContactForm>,
    known: bool,
    skipped: bool,
    /// On its way to the server.
    sending: Option<Lead>,
    /// The token was found expired on that way.
    renewed: bool,
    problem: Option<Problem>,
}

impl Contact {
    /// What the server says about it.
    pub(super) fn settle(&mut self, form: Option<ContactForm>, known: bool) {
        self.form = form;
        self.known |= known;
    }
}

impl Chat {
    /// Whether to ask now.
    pub(super) fn asked(&self) -> Asked {
        let Contact { form, known, skipped, .. } = &self.contact;
        let Some(form) = form.filter(|_| !known && !skipped) else { return Asked::No };
        match form.when {
            ContactWhen::Before if form.required || !self.has_said() => Asked::Instead,
            ContactWhen::During if self.has_answered() => {
                if form.required {
                    Asked::Instead
                } else {
                    Asked::Beside
                }
            }
            _ => Asked::No,
        }
    }

    /// Something the visitor said is stored.
    fn has_said(&self) -> bool {
        self.rows().any(|message| message.role == Role::User && message.state == State::Sent)
    }

    fn has_answered(&self) -> bool {
        self.rows().any(|message| matches!(message.state, State::Complete | State::Short | State::Stopped))
    }

    /// The form, while its values are being stored, and what went wrong with them.
    pub(super) fn contact_state(&self) -> (bool, Option<Problem>) {
        (self.contact.sending.is_some(), self.contact.problem)
    }

    pub(super) fn leave(&mut self, lead: Lead) {
        if self.contact.sending.is_none() {
            self.contact.problem = None;
            self.contact.renewed = false;
            self.contact.sending = Some(lead.clone());
            self.effects.push(Effect::Lead(lead));
        }
    }

    pub(super) fn skip_contact(&mut self) {
        if self.contact.form.is_some_and(|form| !form.required) {
            self.contact.skipped = true;
            self.next();
        }
    }

    pub(super) fn lead_kept(&mut self) {
        self.contact.known = true;
        if let Some(lead) = self.contact.sending.take() {
            self.effects.extend([Effect::Announce(Announcement::Thanks), Effect::TellLead(lead)]);
        }
        self.next();
    }

    pub(super) fn lead_refused(&mut self, failure: Failure) {
        if failure.problem == Problem::Token && !self.contact.renewed {
            self.contact.renewed = true;
            return self.renew();
        }
        self.contact.sending = None;
        self.contact.problem = Some(failure.problem);
        self.fail(failure.problem);
    }

    /// With the new token, what was refused for the old one is sent again.
    pub(super) fn leave_again(&mut self) {
        if self.contact.renewed {
            self.effects.extend(self.contact.sending.clone().map(Effect::Lead));
        }
    }

    /// Who may want a person is asked once more how to reach them.
    pub(super) fn person_offered(&mut self, blocks: &[Beside]) {
        if blocks.iter().any(Beside::offers_person) {
            self.contact.skipped = false;
        }
    }
}
