//! Appearance and language, as set by the server and the page.

use std::sync::Arc;

use crate::reactive::prelude::*;

use super::app::App;
use crate::{
    state::Settings,
    transport::{OpenedSession, texts},
};

impl App {
    /// Applies the session's appearance and language.
    pub(super) fn apply_settings(self, opened: OpenedSession) {
        let pairs: Vec<_> = opened.strings.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let strings = texts(&pairs);
        let OpenedSession { mut config, agent, starters, attachments, language, .. } = opened;
        let host = self.update(|inner| {
            if inner.options.title_fixed || config.title.is_empty() {
                inner.options.title.clone_into(&mut config.title);
            }
            inner.strings = strings;
            inner.options.host.clone()
        });
        let host = host.unwrap_or_default();
        let settings = Settings { config, host, agent, starters, attachments, language };
        self.view.texts.set(opened.strings);
        self.remember_sound();
        self.view.settings.try_set(Arc::new(settings));
    }

    /// Sets the title chosen by the page.
    pub(crate) fn set_title(self, title: &str) {
        self.update(|inner| {
            title.clone_into(&mut inner.options.title);
            inner.options.title_fixed = true;
        });
        self.view.settings.update(|settings| title.clone_into(&mut Arc::make_mut(settings).config.title));
    }
}
