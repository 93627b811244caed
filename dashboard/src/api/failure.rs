//! Why a request came to nothing.

use crate::i18n::{fill, t};

/// A request that came to nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    /// No reply: no network, or no server.
    Offline,
    /// Nobody is signed in.
    SignedOut,
    /// The server's refusal.
    Refused {
        /// HTTP status.
        status: u16,
        /// The server's English sentence, without a full stop.
        reason: String,
        /// The field it is about.
        field: Option<String>,
    },
}

impl Failure {
    /// For the owner.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Offline => t("failure.offline").to_owned(),
            Self::SignedOut => t("failure.signed_out").to_owned(),
            Self::Refused { status: 403, .. } => t("failure.role").to_owned(),
            Self::Refused { status: 404, .. } => t("failure.gone").to_owned(),
            Self::Refused { status: 429, .. } => t("failure.limited").to_owned(),
            Self::Refused { status: 400..=499, reason, .. } => fill("failure.refused", &[("reason", reason)]),
            Self::Refused { .. } => t("failure.server").to_owned(),
        }
    }

    /// The refusal is about this field.
    pub(crate) fn is_about(&self, name: &str) -> bool {
        matches!(self, Self::Refused { field: Some(field), .. } if field == name)
    }
}
