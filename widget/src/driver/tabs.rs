//! Several tabs of one browser show the same conversation: one of them, the leader, talks to the server, the others
//! receive its events. `widget/loader/tabs.js` chooses the leader, passes the messages between tabs, and lists them.
//! Until that script has decided, a tab shows everything and sends nothing; if it never does, the tab is alone.

use crate::reactive::prelude::*;

use super::{
    app::{App, Inner},
    tab_message::{Received, TabMessage, Written},
    tab_role::TabRole,
};
use crate::{
    chat::{Event as ChatEvent, Failure, UnsentMessage, UserAction},
    hooks::Timer,
    transport::parse_event,
};

/// Time after which the script counts as failed. If it arrives later, nothing is sent twice: the keys of messages are
/// the same.
const COMES_WITHIN_MS: i32 = 3_000;

impl App {
    /// Returns true if this tab is the leader: it talks to the server and plays the sounds, as one of all tabs with
    /// this conversation.
    pub(crate) fn is_leader(self) -> bool {
        self.read(|inner| matches!(inner.tab, TabRole::Apart | TabRole::Speaks)).unwrap_or(true)
    }

    fn is_alone(self) -> bool {
        self.read(|inner| matches!(inner.tab, TabRole::Apart)).unwrap_or(true)
    }

    /// Looks for the other tabs, once.
    pub(super) fn join_tabs(self) {
        if !self.is_alone() {
            return;
        }
        let timer = Timer::after(COMES_WITHIN_MS, move || self.set_leader(true));
        let name = self.update(|inner| {
            inner.tab = TabRole::Waits(timer);
            Inner::group(inner)
        });
        self.handle(ChatEvent::LeaderChanged(false));
        self.tell("tabs:join", &name.unwrap_or_default().into());
    }

    /// Leaves the other tabs, because the chat is gone or the visitor has changed.
    pub(super) fn leave_tabs(self) {
        if !self.is_alone() {
            self.update(|inner| inner.tab = TabRole::Apart);
            self.tell("tabs:leave", &"".into());
            self.handle(ChatEvent::LeaderChanged(false));
        }
    }

    /// Makes this tab the leader, or another one.
    pub(crate) fn set_leader(self, speaks: bool) {
        if !self.is_alone() {
            self.update(|inner| inner.tab = if speaks { TabRole::Speaks } else { TabRole::Listens });
            self.handle(ChatEvent::LeaderChanged(speaks));
        }
    }

    /// Sends a message to the other tabs.
    pub(super) fn broadcast(self, message: &Written<'_>) {
        if !self.is_alone() {
            self.tell("tabs:say", &message.write().into());
        }
    }

    /// Handles a message from another tab.
    pub(crate) fn receive_broadcast(self, message: &str) {
        let Some(message) = Received::parse(message) else { return };
        match message {
            TabMessage::Sent(UnsentMessage { client_id, text, files }) => {
                self.act(UserAction::Send { text, files, client_id });
            }
            TabMessage::FormSubmitted(form) => self.act(UserAction::Submit(form)),
            TabMessage::TurnStarted(UnsentMessage { client_id, text, files }) => {
                self.handle(ChatEvent::TurnStarted { client_id, text, files });
            }
            TabMessage::RegenerateRequested { client_id } => {
                if self.is_leader() {
                    self.act(UserAction::Regenerate { client_id: client_id.to_owned() });
                }
            }
            TabMessage::RegenerateStarted { id, client_id } => {
                if let Ok(id) = id.parse() {
                    self.handle(ChatEvent::RegenerateStarted { id, client_id: client_id.to_owned() });
                }
            }
            TabMessage::Received { event, id, data } => {
                self.handle(ChatEvent::Broadcast(parse_event(event, id, data)));
            }
            // The script repeats the running answer; if there is none, it must come from the server.
            TabMessage::Resume { .. } => {
                if self.view.conversation.summary.try_get_untracked().is_some_and(|now| !now.busy) {
                    self.broadcast(&TabMessage::Joined { conversation: "", fresh: false });
                }
            }
            TabMessage::Lost(problem) => self.handle(ChatEvent::Lost(Failure { problem, ..Failure::NETWORK })),
            TabMessage::Joined { conversation, fresh } => self.join_conversation(conversation, fresh),
            TabMessage::Identified { token } => self.identify(token.to_owned(), false),
            TabMessage::Erased => self.forget(),
            TabMessage::Read => _ = self.clear_unread(),
        }
    }

    /// Switches to the conversation of another tab.
    fn join_conversation(self, conversation: &str, fresh: bool) {
        let here = self.read(|inner| inner.conversation == conversation || inner.conversation.is_empty());
        if here != Some(false) {
            return;
        }
        // The other tab may have decided the visitor's identity.
        self.update(|inner| inner.visitor_item.get_anew());
        if fresh {
            self.handle(ChatEvent::Erased);
            self.act(UserAction::Open);
        } else {
            self.handle(ChatEvent::ConversationChanged);
        }
    }
}
