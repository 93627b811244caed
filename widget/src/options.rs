//! Options from the loader when it mounts the widget.

use crate::transport::Json;

/// The loader's attributes and the parts of the launcher's configuration it has read. Names are camel case; all except
/// `key` and `host` may be absent.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// The widget's key, `wk_…`.
    pub(crate) key: String,
    /// The server's address, with its path, without a slash at its end.
    pub(crate) host: String,
    /// Title shown until the server's is known; if `title_fixed`, the page's attribute, which overrides it.
    pub(crate) title: String,
    /// True if the page chose the title.
    pub(crate) title_fixed: bool,
    /// BCP 47: the page's choice if `language_chosen`, else the page's own language, else the browser's.
    pub(crate) language: String,
    /// True if the page chose the chat's language.
    pub(crate) language_chosen: bool,
    /// Text above the first message until the server's is known.
    pub(crate) intro: String,
    /// Texts of the launcher's configuration, used until the server has sent all texts.
    pub(crate) strings: Vec<(String, String)>,
    /// `bubble`, `inline` or `fullscreen`.
    pub(crate) layout: String,
    /// The identity token of the owner's server; empty for an anonymous visitor, also after signing out. Absent if the
    /// page does not set it.
    pub(crate) user: Option<String>,
}

impl Options {
    /// Reads the loader's JSON; fields that cannot be parsed count as absent.
    pub(crate) fn read(text: &str) -> Self {
        let Some(json) = Json::parse(text) else { return Self::default() };
        let text = |name: &str| json.text(name).unwrap_or_default();
        Self {
            key: text("key"),
            host: text("host"),
            title: text("title"),
            title_fixed: json.flag("titleFixed"),
            // The server accepts RFC 5646 tags; pages also write `en_US`.
            language: text("language").replace('_', "-"),
            language_chosen: json.flag("languageChosen"),
            intro: text("intro"),
            strings: json.get("strings").texts(),
            layout: text("layout"),
            user: json.text("user"),
        }
    }
}
