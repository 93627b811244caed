//! `POST /v1/widget/unfurl`: the preview of a link in a message (ours).

use serde::{Deserialize, Serialize};

use crate::{content::LinkPreview, ids::MessageId};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnfurlRequest {
    /// The link as written in the message's nodes, at most 2,048 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub url: String,
    /// Id of the message that contains the link; absent: any of the last 100 messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnfurlReply {
    /// The preview; `null` if there is nothing to show, for any reason.
    pub preview: Option<LinkPreview>,
}
