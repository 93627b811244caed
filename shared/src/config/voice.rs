//! Speech in and out.

use serde::{Deserialize, Serialize};

/// The service that turns speech into text, or text into speech.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Voice {
    /// Switched off.
    #[default]
    None,
    /// The visitor's browser, if it supports speech.
    Browser,
    /// The server can do it as well: `POST /v1/widget/voice/transcribe`, `POST /v1/widget/voice/speak`.
    Server,
}
