//! `GET /api/teams/{teamId}/widgets/{id}/embed?form=`: what to paste into a page (ours).

use serde::{Deserialize, Serialize};

/// Way to put a widget into a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EmbedForm {
    /// A script element: a bubble in the corner, always the newest version.
    #[default]
    Script,
    /// The chat as a part of the page, in an element of its own.
    Inline,
    /// An iframe, for pages that allow no scripts of others.
    Frame,
    /// A link to the chat as a page of plain forms, to stand beside the script.
    Noscript,
    /// A script element for the present version, whose file never changes: browsers check its hash.
    Pinned,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerEmbed))]
pub struct EmbedReply {
    /// The form that was asked for.
    pub form: EmbedForm,
    /// HTML to paste into a page.
    pub html: String,
}
