//! The form that asks visitors for contact details.

use serde::{Deserialize, Serialize};

/// A form that asks for an e-mail address, which identifies the visitor, and optionally for a name and a telephone
/// number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactForm {
    /// Time at which the form is shown.
    pub when: ContactWhen,
    /// True if the visitor cannot send a message before filling in the form; otherwise the form can be skipped. Only
    /// the widget enforces this: the API accepts messages from every caller with a token.
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

impl ContactForm {
    /// Returns the names of the fields, in the order they are shown.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        [("name", self.name), ("email", Ask::Required), ("phone", self.phone)]
            .into_iter()
            .filter_map(|(field, ask)| (ask != Ask::No).then_some(field))
    }
}

/// Time at which the contact form is shown.
// A closed vocabulary: the API, the domain and rows share this enum, for there is nothing to it but its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ContactWhen {
    /// Before the first message.
    #[default]
    Before,
    /// After the first answer, and again when an answer offers a person.
    During,
}

/// Setting of a form field: hidden, optional or required.
// A closed vocabulary: the API, the domain and rows share this enum, for there is nothing to it but its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Ask {
    /// The field is not shown.
    #[default]
    No,
    /// The field may be left empty.
    Optional,
    /// The field must be filled in.
    Required,
}
