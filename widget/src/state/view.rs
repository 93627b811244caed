//! All state that views read.

use std::sync::Arc;

use crate::reactive::prelude::*;

use super::{
    composer::ComposerState,
    conversation::ConversationState,
    panel::PanelState,
    settings::{Settings, SettingsSignal},
};
use crate::i18n::Texts;

/// The signals of one widget. A view takes only the groups it reads.
#[derive(Clone, Copy)]
pub(crate) struct ViewState {
    /// State of the panel.
    pub(crate) panel: PanelState,
    /// State of the conversation.
    pub(crate) conversation: ConversationState,
    /// State of the composer.
    pub(crate) composer: ComposerState,
    /// Appearance and language, as set by the server.
    pub(crate) settings: SettingsSignal,
    /// True if the visitor wants a sound for answers they do not see.
    pub(crate) sound: RwSignal<bool>,
    /// The texts.
    pub(crate) texts: Texts,
}

impl ViewState {
    /// Creates the state before the server's first reply.
    pub(crate) fn new(settings: Settings, inline: bool) -> Self {
        Self {
            panel: PanelState::new(inline),
            conversation: ConversationState::new(),
            composer: ComposerState::new(),
            settings: RwSignal::new(Arc::new(settings)),
            sound: RwSignal::new(false),
            texts: Texts::new(),
        }
    }
}
