//! The contact form: when to show it, and storing its values.

use std::rc::Rc;

use parlor_shared::{config::ContactWhen, widget::Role};

use super::{
    block_view::BlockView,
    contact_state::{Contact, ContactDetails, ContactPrompt},
    effects::{Announcement, Effect},
    failure::{Failure, Problem},
    machine::Chat,
    message::State,
};

impl Chat {
    /// Returns the place where the form is shown now, if at all.
    pub(super) fn asked(&self) -> ContactPrompt {
        let Contact { form, known, skipped, .. } = &self.contact;
        let Some(form) = form.filter(|_| !known && !skipped) else { return ContactPrompt::Hidden };
        match form.when {
            ContactWhen::Before if form.required || !self.has_said() => ContactPrompt::InsteadOfComposer,
            ContactWhen::During if self.has_answered() => {
                if form.required {
                    ContactPrompt::InsteadOfComposer
                } else {
                    ContactPrompt::BesideComposer
                }
            }
            _ => ContactPrompt::Hidden,
        }
    }

    /// Returns true once a message of the visitor is stored.
    fn has_said(&self) -> bool {
        self.rows().any(|message| message.role == Role::User && message.state == State::Sent)
    }

    fn has_answered(&self) -> bool {
        self.rows().any(|message| matches!(message.state, State::Complete | State::Short | State::Stopped))
    }

    /// Returns true while the form's values are being stored, and the problem with them, if any.
    pub(super) fn contact_state(&self) -> (bool, Option<Problem>) {
        (self.contact.sending.is_some(), self.contact.problem)
    }

    pub(super) fn leave(&mut self, lead: Rc<ContactDetails>) {
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

    /// Sends the values again with the new token, if the old token was refused.
    pub(super) fn leave_again(&mut self) {
        if self.contact.renewed {
            self.effects.extend(self.contact.sending.clone().map(Effect::Lead));
        }
    }

    /// Shows the form once more after it was skipped, because the visitor may want a person.
    pub(super) fn person_offered(&mut self, blocks: &[BlockView]) {
        if blocks.iter().any(|block| block.offers_person) {
            self.contact.skipped = false;
        }
    }
}
