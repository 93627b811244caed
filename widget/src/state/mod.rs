//! State that views read, and actions they request: small groups of signals, and one channel for the visitor's actions.
//! Views do not know the code that sets the signals and carries out the actions.

mod action;
mod composer;
mod conversation;
mod panel;
mod session;
mod settings;
mod view;

pub(crate) use action::{Dispatch, ViewAction};
pub(crate) use composer::ComposerState;
pub(crate) use conversation::{ConversationState, Row};
pub(crate) use panel::PanelState;
pub(crate) use session::{ExportFormat, SessionQuestion};
pub(crate) use settings::{Settings, SettingsSignal};
pub(crate) use view::ViewState;
