//! What is behind a link.

use serde::{Deserialize, Serialize};

/// What the page behind a link says of itself. Texts are single lines without control characters; show them as text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPreview {
    /// The link, as it stands in the message.
    pub url: String,
    /// Where it led, after all redirects.
    pub final_url: String,
    /// The host it led to: show it, titles are what others wrote.
    pub host: String,
    /// At most 300 characters; never empty.
    pub title: String,
    /// At most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of the site, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// A square picture of 160 pixels, drawn anew from the page's own, good for a day: its address, or a path below the
    /// server's address when the server has no configured public URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}
