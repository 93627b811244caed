//! `POST /v1/widget/render`: converts Markdown to nodes (ours).

use serde::{Deserialize, Serialize};

use crate::content::Node;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenderRequest {
    /// Markdown: at most 4,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
    pub text: String,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenderReply {
    /// The document.
    pub nodes: Vec<Node>,
}
