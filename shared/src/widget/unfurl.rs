//! `POST /v1/widget/unfurl`: the preview of a link in a message (ours).

use serde::{Deserialize, Serialize};

use crate::{content::LinkPreview, ids::MessageId};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnfurlRequest {
    /// The link as it stands in the message's nodes, at most 2,048 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub url: String,
    /// The message it stands in; absent: any of the last 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnfurlReply {
    /// The preview; `null` when there is nothing to show, whatever the reason.
    pub preview: Option<LinkPreview>,
}
