//! Speech in and out.

use serde::{Deserialize, Serialize};

/// Who turns speech into text, or text into speech.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Voice {
    /// Switched off.
    #[default]
    None,
    /// The visitor's browser, where it can.
    Browser,
    /// The server can as well: `POST /v1/widget/voice/transcribe`, `POST /v1/widget/voice/speak`.
    Server,
}
