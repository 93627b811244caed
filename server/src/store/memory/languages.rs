//! What widgets say in their languages.

use async_trait::async_trait;
use parlor_shared::ids::WidgetId;

use super::{MemoryStore, json};
use crate::core::{
    language::Translations,
    store::{LanguageStore, Stored},
};

#[async_trait]
impl LanguageStore for MemoryStore {
    async fn put_translations(&self, widget: &WidgetId, translations: &Translations) -> Stored<()> {
        let translations = json::cleaned(translations)?;
        let tables = &mut *self.tables()?;
        if tables.widgets.contains_key(widget) {
            tables.translations.insert(widget.clone(), translations);
        }
        Ok(())
    }

    async fn translations(&self, widget: &WidgetId) -> Stored<Option<Translations>> {
        Ok(self.tables()?.translations.get(widget).cloned())
    }
}
