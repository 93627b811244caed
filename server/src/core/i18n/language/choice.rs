//! The language that a chat speaks.

use crate::core::i18n::translate::is_tag;

/// A page's hints about the language, as BCP 47 tags. Invalid tags are ignored.
#[derive(Clone, Copy, Debug, Default)]
pub struct LanguageHints<'a> {
    /// The language the page chose for the chat.
    pub chosen: Option<&'a str>,
    /// The page's own language, else the browser's.
    pub page: Option<&'a str>,
}

/// The page's choice; else, of the widget's languages, the one that fits the page, or the first of them; for a widget
/// without languages of its own the page's, or the agent's.
pub fn spoken(said: LanguageHints<'_>, widget: &[String], agent: &str) -> String {
    let tag = |text: Option<&str>| text.map(|text| text.replace('_', "-")).filter(|text| is_tag(text));
    let page = tag(said.page);
    let own = || match (page.as_deref(), widget) {
        (page, []) => page.unwrap_or(agent).to_owned(),
        (Some(page), list) => list.iter().find_map(|own| fit(own, page)).unwrap_or_else(|| list[0].clone()),
        (None, list) => list[0].clone(),
    };
    tag(said.chosen).unwrap_or_else(own)
}

/// The narrower of two tags of one language; `None` when they are not.
fn fit(own: &str, page: &str) -> Option<String> {
    let [short, long] = if own.len() <= page.len() { [own, page] } else { [page, own] };
    let begins = long.get(..short.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(short));
    let ends = matches!(long.as_bytes().get(short.len()), None | Some(b'-'));
    (begins && ends).then(|| long.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(chosen: &str, page: &str, widget: &[&str]) -> String {
        let widget: Vec<String> = widget.iter().map(|&tag| tag.to_owned()).collect();
        spoken(LanguageHints { chosen: Some(chosen), page: Some(page) }, &widget, "en")
    }

    #[test]
    fn the_page_s_choice_wins() {
        assert_eq!(on("fr", "de", &["it"]), "fr");
        assert_eq!(on("not a tag", "de", &[]), "de");
    }

    #[test]
    fn a_widget_with_languages_speaks_one_of_them() {
        for (page, languages, spoken) in [
            ("de", ["en", "de"], "de"),
            ("de-CH", ["en", "de"], "de-CH"),
            ("pt", ["en", "pt-BR"], "pt-BR"),
            ("DE_at", ["en", "de"], "DE-at"),
            ("fr", ["de", "en"], "de"),
            ("den", ["en", "de"], "en"),
            ("", ["de", "en"], "de"),
        ] {
            assert_eq!(on("", page, &languages), spoken, "{page} {languages:?}");
        }
    }

    #[test]
    fn one_without_speaks_the_visitor_s_or_the_agent_s() {
        assert_eq!(on("", "fr-CA", &[]), "fr-CA");
        assert_eq!(on("", "", &[]), "en");
    }
}
