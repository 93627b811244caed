//! Actions that views request.

use js_sys::{Array, Object};
use web_sys::HtmlElement;

use super::session::SessionQuestion;
use crate::{
    chat::{Key, UserAction},
    hooks::Stored,
};

/// An action of the visitor, or a request of a view.
pub(crate) enum ViewAction {
    /// An action passed to the chat unchanged.
    Chat(UserAction),
    /// A complete answer came into view.
    Seen(Key),
    /// Send the text in the composer.
    SendDraft,
    /// Send one of the suggestions.
    Choose(String),
    /// Request a new answer in place of the last one.
    Regenerate,
    /// Try this row again.
    Retry(Key),
    /// The panel should open.
    Open,
    /// The panel should close.
    Close,
    /// Ask the visitor about the conversation as a whole.
    AskSession(SessionQuestion),
    /// Attach files the visitor has chosen, pasted or dropped; an empty list only prepares for it.
    AttachFiles(Array),
    /// Switch the sound on or off, and remember it.
    SetSound(bool),
    /// Draw the document of this row here and keep it up to date.
    AttachDocument(Key, HtmlElement),
    /// The row was removed.
    DetachDocument(Key),
    /// Call a function of one of the loader's scripts, such as `forms:contact`, with these arguments; the token and the
    /// texts are added.
    CallScript(&'static str, Object),
}

/// Passes the views' actions to their receiver; does nothing once the widget is gone.
#[derive(Clone, Copy)]
pub(crate) struct Dispatch(Stored<Box<dyn Fn(ViewAction)>>);

impl Dispatch {
    /// Creates a dispatch that passes every action to `run`.
    pub(crate) fn new(run: impl Fn(ViewAction) + 'static) -> Self {
        Self(Stored::new(Box::new(run)))
    }

    /// Sends an action.
    pub(crate) fn send(self, action: ViewAction) {
        if let Some(run) = self.0.get() {
            run(action);
        }
    }

    /// Sends an action to the chat.
    pub(crate) fn act(self, act: UserAction) {
        self.send(ViewAction::Chat(act));
    }
}
