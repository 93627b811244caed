//! What the loader tells us when it mounts us.

use crate::transport::Json;

/// The loader's attributes and what it read of the launcher's configuration. Names are camel case, all but `key` and
/// `host` may be left out.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// The widget's key, `wk_…`.
    pub(crate) key: String,
    /// The server's address, with its path, without a slash at its end.
    pub(crate) host: String,
    /// Shown until the server's own title is known; an attribute of the page, which wins, when `title_fixed`.
    pub(crate) title: String,
    /// The title is the page's wish.
    pub(crate) title_fixed: bool,
    /// BCP 47: the page's choice when `language_chosen`, else the page's own, else the browser's.
    pub(crate) language: String,
    /// The page chose the chat's language.
    pub(crate) language_chosen: bool,
    /// Shown above the first message until the server's own is known.
    pub(crate) intro: String,
    /// Texts of the launcher's configuration, for the time before the server has sent all.
    pub(crate) strings: Vec<(String, String)>,
    /// `bubble`, `inline` or `fullscreen`.
    pub(crate) layout: String,
    /// The token in which the owner's server says who the visitor is; empty: nobody, who was somebody, perhaps. Left out
    /// by pages that say nothing about it.
    pub(crate) user: Option<String>,
}

impl Options {
    /// An address that the server gave: whole, or a path below the server's own.
    pub(crate) fn on_server(&self, address: &str) -> String {
        if address.starts_with('/') { [&self.host, address].concat() } else { address.to_owned() }
    }

    /// From the loader's JSON; what cannot be read is as if left out.
    pub(crate) fn read(text: &str) -> Self {
        let Some(json) = Json::parse(text) else { return Self::default() };
        let text = |name: &str| json.text(name).unwrap_or_default();
        Self {
            key: text("key"),
            host: text("host"),
            title: text("title"),
            title_fixed: json.flag("titleFixed"),
            // The server takes tags as RFC 5646 has them; pages also write `en_US`.
            language: text("language").replace('_', "-"),
            language_chosen: json.flag("languageChosen"),
            intro: text("intro"),
            strings: json.get("strings").texts(),
            layout: text("layout"),
            user: json.text("user"),
        }
    }
}
