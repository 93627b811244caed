//! The texts of widgets in their languages.

use async_trait::async_trait;
use parlor_shared::ids::WidgetId;

use super::{Database, execute, job};
use crate::{
    core::{
        i18n::language::Translations,
        store::{LanguageStore, Stored},
    },
    store::json,
};

statements! {
    PUT = "update widgets set translations = $2 where id = $1";

    BY_WIDGET = "select translations from widgets where id = $1";
}

#[async_trait]
impl LanguageStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_translations(&self, widget: &WidgetId, translations: &Translations) -> Stored<()> {
        let (widget, json) = (widget.clone(), json::text(translations)?);
        self.write(|c| {
            job(async move {
                let query = sqlx::query(PUT);
                execute(query.bind(widget.as_str()).bind(json), c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn translations(&self, widget: &WidgetId) -> Stored<Option<Translations>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(BY_WIDGET);
        let json: Option<Option<String>> = query.bind(widget.as_str()).fetch_optional(c).await?;
        Ok(json.flatten().as_deref().map(serde_json::from_str).transpose()?)
    }
}
