//! How visitors are asked for a way to reach them.

use serde::{Deserialize, Serialize};

/// A form that asks for an e-mail address, by which a visitor is known, and for whatever else the owner wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactForm {
    /// When it is shown.
    pub when: ContactWhen,
    /// Nothing is sent before it is filled in; otherwise it may be skipped. The widget sees to it: the API takes messages
    /// from whoever has a token.
    pub required: bool,
    /// Ask for a name.
    pub name: Ask,
    /// Ask for a telephone number.
    pub phone: Ask,
}

impl Default for ContactForm {
    /// Before the first message, must be filled in; a name may be given.
    fn default() -> Self {
        Self { when: ContactWhen::Before, required: true, name: Ask::Optional, phone: Ask::No }
    }
}

impl ContactForm {
    /// The names of what it asks for, in the order they are shown.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        [("name", self.name), ("email", Ask::Required), ("phone", self.phone)]
            .into_iter()
            .filter_map(|(field, ask)| (ask != Ask::No).then_some(field))
    }
}

/// When a visitor is asked.
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

/// Whether something is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Ask {
    /// It is not.
    #[default]
    No,
    /// It may be left out.
    Optional,
    /// It may not.
    Required,
}
