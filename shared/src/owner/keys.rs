//! `GET /api/teams/{teamId}/widgets/{id}/keys`, `POST …/keys/{key|embed|caty}/regenerate`: a widget's public keys (ours).

use serde::{Deserialize, Serialize};

/// The widget's keys, as pages carry them. They are not secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WidgetKeys {
    /// `wk_…`: the native API and NexonTech's.
    pub key: String,
    /// `wt_…`: NodeLoom's embed token.
    pub embed_token: String,
    /// `caty_…`: Caty's API key.
    pub caty_key: String,
}
