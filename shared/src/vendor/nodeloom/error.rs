//! Error envelope of NodeLoom's routes.
//!
//! Source: NodeLoom, "Error Codes": the statuses 400, 401, 403, 404 and 410; the page shows no body. Ours is one
//! sentence.

use serde::{Deserialize, Serialize};

/// The complete body of an error reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = NodeLoomError))]
pub struct ErrorBody {
    /// One English sentence. Never contains secrets, tokens or text from an upstream service.
    pub error: String,
}
