//! Props of a message's view.

use std::sync::Arc;

use crate::reactive::prelude::*;

use crate::{
    chat::ShownMessage,
    i18n::Texts,
    state::{ConversationState, Dispatch, SettingsSignal},
};

/// Props that every view of a message gets.
#[derive(Clone, Copy)]
pub(crate) struct MessageProps {
    /// The current message.
    pub(crate) message: RwSignal<Arc<ShownMessage>>,
    /// The other rows, and the state of the chat.
    pub(crate) conversation: ConversationState,
    /// The agent's name, the language, and the parts shown beside messages.
    pub(crate) settings: SettingsSignal,
    /// The texts.
    pub(crate) texts: Texts,
    /// Receives the visitor's actions.
    pub(crate) dispatch: Dispatch,
}
