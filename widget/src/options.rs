//! What the loader tells us when it mounts us.

use serde::Deserialize;

/// The loader's attributes and what it read of the launcher's configuration. Names are camel case, all but `key` and
/// `host` may be left out.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Options {
    /// The widget's key, `wk_…`.
    pub(crate) key: String,
    /// The server's origin, without a slash at its end.
    pub(crate) host: String,
    /// Shown until the server's own title is known; an attribute of the page, which wins, when `title_fixed`.
    pub(crate) title: String,
    /// The title is the page's wish.
    pub(crate) title_fixed: bool,
    /// BCP 47.
    pub(crate) language: String,
    /// `light`, `dark` or `auto` when the page wishes one; else empty.
    pub(crate) mode: String,
}
