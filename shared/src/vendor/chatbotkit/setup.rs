//! `POST /v1/integration/widget/{idOrAlias}/setup`: translates a widget's texts into its languages.
//!
//! Source: ChatBotKit, "Setting Up Widget Integrations". The call takes `{}` or no body, answers immediately with the
//! widget's id and continues in the background. The result, the language map, can be read at `GET
//! /v1/integration/widget/{idOrAlias}/language/fetch` (ours).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Name of the untranslated entry, which is always present.
pub const DEFAULT: &str = "default";

/// A widget's texts by language tag in lower case, and [`DEFAULT`].
pub type LanguageMap = BTreeMap<String, Texts>;

/// A widget's texts in one language. Texts the owner has not written are empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Texts))]
pub struct Texts {
    /// Dialogs: yes.
    pub confirm_yes: String,
    /// Dialogs: no.
    pub confirm_no: String,
    /// Dialogs: the question before a new conversation.
    pub confirm_restart: String,
    /// The title bar: the owner's text.
    pub title: String,
    /// Button: choose a language.
    pub language: String,
    /// Button: begin a new conversation.
    pub restart: String,
    /// Button: save the conversation.
    pub export: String,
    /// Button: larger.
    pub maximize: String,
    /// Button: smaller.
    pub minimize: String,
    /// The empty composer: the owner's text, else the language's default.
    pub placeholder: String,
    /// The contact form: name.
    pub name: String,
    /// The contact form: e-mail address.
    pub email: String,
    /// Above the first message: the owner's text.
    pub intro: String,
    /// The agent's first words: the owner's text, in Markdown.
    pub initial: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_keys_are_the_vendor_s() {
        let json = json!({
            "confirmYes": "", "confirmNo": "", "confirmRestart": "", "title": "", "language": "", "restart": "", "export": "",
            "maximize": "", "minimize": "", "placeholder": "", "name": "", "email": "", "intro": "", "initial": ""
        });
        assert_eq!(serde_json::to_value(Texts::default()).unwrap(), json);
    }

    #[test]
    fn a_map_is_read_and_written_as_it_stands() {
        let map = LanguageMap::from([
            (DEFAULT.to_owned(), Texts { title: "Help".into(), ..Texts::default() }),
            ("de".to_owned(), Texts { title: "Hilfe".into(), ..Texts::default() }),
        ]);
        let json = serde_json::to_value(&map).unwrap();
        assert_eq!(json["de"]["title"], "Hilfe");
        assert_eq!(serde_json::from_value::<LanguageMap>(json).unwrap(), map);
    }
}
