//! What the loader tells us when it mounts us.

use crate::transport::Json;

/// The loader's attributes and what it read of the launcher's configuration. Names are camel case, all but `key` and
/// `host` may be left out.
#[derive(Clone, Default)]
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
    /// Shown above the first message until the server's own is known.
    pub(crate) intro: String,
    /// `bubble`, `inline` or `fullscreen`.
    pub(crate) layout: String,
}

impl Options {
    /// From the loader's JSON; what cannot be read is as if left out.
    pub(crate) fn read(text: &str) -> Self {
        let Some(json) = Json::parse(text) else { return Self::default() };
        let text = |name: &str| json.text(name).unwrap_or_default();
        Self {
            key: text("key"),
            host: text("host"),
            title: text("title"),
            title_fixed: json.flag("titleFixed"),
            language: text("language"),
            intro: text("intro"),
            layout: text("layout"),
        }
    }
}
