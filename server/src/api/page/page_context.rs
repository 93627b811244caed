//! The context of a page request: the widget, the visitor and the language.

use axum::http::{HeaderMap, header};
use parlor_shared::{config::WidgetConfig, content::Node};

use super::{cookie, refusal::Refusal};
use crate::{
    core::{
        conversation::{Conversation, visitor::Visitor},
        i18n::translate::{self, Catalogue},
        owner::agent::AgentProfile,
        public_url::PublicUrl,
        widget::{Widget, settings::Settings},
    },
    http::state::AppState,
};

/// Languages that are read at most.
const MOST_PREFERENCES: usize = 10;

/// A widget's page, and who looks at it.
pub(super) struct PageContext {
    pub(super) widget: Widget,
    pub(super) agent: AgentProfile,
    pub(super) settings: Settings,
    pub(super) config: WidgetConfig,
    /// The agent's first words.
    pub(super) greeting: Vec<Node>,
    pub(super) catalogue: &'static Catalogue,
    /// The visitor's first choice among the browser's languages.
    pub(super) locale: Option<String>,
    /// The visitor and their secret, when the cookie brought them back.
    pub(super) visitor: Option<(Visitor, String)>,
    /// The conversation that the visitor would continue.
    pub(super) conversation: Option<Conversation>,
    pub(super) here: PublicUrl,
}

impl PageContext {
    /// Looks around; changes nothing.
    pub(super) async fn enter(
        state: &AppState,
        key: &str,
        headers: &HeaderMap,
        here: PublicUrl,
    ) -> Result<Self, Refusal> {
        let sessions = state.sessions();
        let widget = sessions.widget(key).await?;
        let agent = sessions.agent(&widget).await?;
        let secret = cookie::secret(headers, &here);
        let visitor = match secret {
            Some(secret) => sessions.known(&widget, &secret).await?.map(|visitor| (visitor, secret)),
            None => None,
        };
        let conversation = match &visitor {
            Some((visitor, _)) => sessions.current(&widget, visitor).await?,
            None => None,
        };
        let own = widget.language().unwrap_or(&agent.language).to_owned();
        let wished = preferences(headers);
        let known = visitor.as_ref().and_then(|(visitor, _)| visitor.locale.clone());
        let mut tags: Vec<&str> = known.iter().chain(&wished).map(String::as_str).collect();
        let language = tags.first().copied().unwrap_or(&own).to_owned();
        tags.extend([own.as_str(), &agent.language]);
        let catalogue = translate::catalogue(&tags);
        let settings = sessions.settings(&widget, &language).await?;
        let config = settings.config();
        let greeting = state.render.document_or_plain(&config.initial).await;
        let locale = wished.into_iter().next();
        Ok(Self { widget, agent, settings, config, greeting, catalogue, locale, visitor, conversation, here })
    }

    pub(super) fn visitor(&self) -> Option<&Visitor> {
        self.visitor.as_ref().map(|(visitor, _)| visitor)
    }

    /// Returns the path of the page, to which its forms are sent.
    pub(super) fn path(&self) -> String {
        cookie::path(&self.widget, &self.here)
    }
}

/// A text of the catalogue; its key should it have none.
pub(super) fn text<'a>(catalogue: &'a Catalogue, key: &'a str) -> &'a str {
    catalogue.texts.get(key).map_or(key, String::as_str)
}

/// The visitor's languages, the dearest first, as `Accept-Language` (RFC 9110, 12.5.4) lists them.
pub(super) fn preferences(headers: &HeaderMap) -> Vec<String> {
    let line = headers.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let mut preferences: Vec<(u16, &str)> = line.split(',').take(MOST_PREFERENCES).filter_map(preference).collect();
    preferences.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    preferences.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

/// A tag and its weight in thousandths.
fn preference(part: &str) -> Option<(u16, &str)> {
    let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
    let weight = match weight.trim().strip_prefix("q=") {
        None => 1000.0,
        Some(weight) => weight.trim().parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight))? * 1000.0,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
    let weight = weight as u16;
    (translate::is_tag(tag.trim()) && weight > 0).then(|| (weight, tag.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dearest_language_comes_first() {
        let of = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, line.parse().unwrap());
            preferences(&headers)
        };
        assert_eq!(of("en;q=0.5, de-AT, fr;q=0.9"), ["de-AT", "fr", "en"]);
        assert_eq!(of("*, ro;q=0, x;q=7, <script>, tr;q=0.1"), ["tr"]);
        assert!(of("").is_empty());
    }
}
