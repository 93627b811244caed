//! `GET /v1/integration/widget/{idOrAlias}/language/fetch`: what setup has made. (ours)

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{DEFAULT, ErrorBody, LanguageMap, Texts};

use super::{auth::Owner, error::ApiError, path::WidgetName};
use crate::{
    core::i18n::{
        language::OwnTexts,
        translate::{self, Catalogue},
    },
    http::state::AppState,
};

/// Read what a widget says in its languages.
///
/// `default` contains the owner's own texts. Each of the widget's languages has an entry, named by its tag in lower
/// case. Texts that the owner has changed since `setup` are not translated. Source: ChatBotKit, "Setting Up Widget
/// Integrations", which has no call to read the map. (ours)
#[utoipa::path(get, path = "/{idOrAlias}/language/fetch", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_fetch_languages", security(("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = std::collections::BTreeMap<String, Texts>),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget", body = ErrorBody),
    ))]
pub async fn language(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
) -> Result<Json<LanguageMap>, ApiError> {
    let admin = state.widget_admin(&actor);
    let widget = admin.widget(&name).await?;
    let translations = admin.translations(&widget).await?;
    let settings = widget.effective();
    let own = OwnTexts::of(&settings);
    let entry = |tag: &String| {
        let tag = tag.to_ascii_lowercase();
        let said = texts(translate::catalogue(&[&tag]), translations.texts(&tag, &own));
        (tag, said)
    };
    let mut map: LanguageMap = settings.languages.iter().flatten().map(entry).collect();
    map.insert(DEFAULT.to_owned(), texts(translate::catalogue(&[]), own));
    Ok(Json(map))
}

fn texts(catalogue: &Catalogue, own: OwnTexts) -> Texts {
    let built_in = |key: &str| catalogue.texts.get(key).cloned().unwrap_or_default();
    Texts {
        confirm_yes: built_in("yes"),
        confirm_no: built_in("no"),
        confirm_restart: built_in("new_conversation_question"),
        title: own.title,
        language: built_in("language"),
        restart: built_in("new_conversation"),
        export: built_in("export"),
        maximize: built_in("maximize"),
        minimize: built_in("minimize"),
        placeholder: if own.placeholder.is_empty() { built_in("placeholder") } else { own.placeholder },
        name: built_in("name"),
        email: built_in("email"),
        intro: own.intro,
        initial: own.initial,
    }
}
