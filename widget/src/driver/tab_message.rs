//! Messages between tabs. As text, which `widget/loader/tabs.js` carries, a message is three fields in lines of their own;
//! the last one may have more lines.

use parlor_shared::widget::Attachment;

use super::files::{of_files, with_files};
use crate::{
    chat::{Problem, SubmittedForm, UnsentMessage},
    transport::{Json, submitted_form, submitted_form_json},
};

/// A message from one tab to the others, with the name that it has as text. A [`Written`] one borrows the visitor's message
/// or form, a [`Received`] one owns it.
pub(super) enum TabMessage<'a, Message, Form> {
    /// `said`: the visitor sent a message in some tab.
    Sent(Message),
    /// `form`: the visitor submitted a form in some tab.
    FormSubmitted(Form),
    /// `began`: the leader sends a message.
    TurnStarted(Message),
    /// `redo`: the visitor wants another answer, in a tab that is not the leader.
    RegenerateRequested {
        /// As in [`crate::chat::UserAction::Send`].
        client_id: &'a str,
    },
    /// `again`: the leader requests another answer.
    RegenerateStarted {
        /// Id of the answer it replaces.
        id: &'a str,
        /// As in [`crate::chat::UserAction::Send`].
        client_id: &'a str,
    },
    /// `sse`: the leader received an event of the running answer.
    Received {
        /// Name of the event.
        event: &'a str,
        /// Its id.
        id: &'a str,
        /// Its data.
        data: &'a str,
    },
    /// `resume`: a tab missed something of this answer.
    Resume {
        /// Id of the answer.
        id: &'a str,
    },
    /// `lost`: the leader gave up.
    Lost(Problem),
    /// `at`: a tab is in this conversation.
    Joined {
        /// Id of the conversation; empty: the one of all tabs, whose messages they load again.
        conversation: &'a str,
        /// True if what was said in another one is closed.
        fresh: bool,
    },
    /// `user`: the visitor is another person.
    Identified {
        /// The identity token.
        token: &'a str,
    },
    /// `gone`: everything of the visitor was deleted.
    Erased,
    /// `seen`: the visitor has seen what was unread.
    Read,
}

/// A visitor's message.
pub(super) struct SentMessage<'a> {
    /// As in [`crate::chat::UserAction::Send`].
    pub(super) client_id: &'a str,
    /// Its files.
    pub(super) files: &'a [Attachment],
    /// Its text.
    pub(super) text: &'a str,
}

/// A message to send: it borrows what the sender goes on with.
pub(super) type Written<'a> = TabMessage<'a, SentMessage<'a>, &'a SubmittedForm>;
/// A message that was received.
pub(super) type Received<'a> = TabMessage<'a, UnsentMessage, SubmittedForm>;

impl Written<'_> {
    /// Returns the message as text.
    pub(super) fn write(&self) -> String {
        let last;
        let (kind, first, rest) = match self {
            Self::Sent(said) | Self::TurnStarted(said) => {
                last = with_files(said.files, said.text);
                (if matches!(self, Self::Sent(_)) { "said" } else { "began" }, said.client_id, last.as_str())
            }
            Self::FormSubmitted(form) => {
                last = submitted_form_json(form);
                ("form", "", last.as_str())
            }
            Self::RegenerateRequested { client_id } => ("redo", *client_id, ""),
            Self::RegenerateStarted { id, client_id } => ("again", *id, *client_id),
            Self::Received { event, id, data } => {
                last = [*id, data].join("\n");
                ("sse", *event, last.as_str())
            }
            Self::Resume { id } => ("resume", *id, ""),
            Self::Lost(problem) => ("lost", problem.text_key(), ""),
            Self::Joined { conversation, fresh } => ("at", *conversation, if *fresh { "fresh" } else { "" }),
            Self::Identified { token } => ("user", "", *token),
            Self::Erased => ("gone", "", ""),
            Self::Read => ("seen", "", ""),
        };
        [kind, first, rest].join("\n")
    }
}

impl<'a> Received<'a> {
    /// Parses a message. Returns `None` for an unknown one: the other tab may have another version.
    pub(super) fn parse(message: &'a str) -> Option<Self> {
        let mut fields = message.splitn(3, '\n');
        let mut field = || fields.next().unwrap_or_default();
        let (kind, first, rest) = (field(), field(), field());
        Some(match kind {
            "said" => Self::Sent(sent(first, rest)),
            "form" => Self::FormSubmitted(submitted_form(&Json::parse(rest)?)?),
            "began" => Self::TurnStarted(sent(first, rest)),
            "redo" => Self::RegenerateRequested { client_id: first },
            "again" => Self::RegenerateStarted { id: first, client_id: rest },
            "sse" => {
                let (id, data) = rest.split_once('\n')?;
                Self::Received { event: first, id, data }
            }
            "resume" => Self::Resume { id: first },
            "lost" => Self::Lost(Problem::of_key(first)),
            "at" => Self::Joined { conversation: first, fresh: !rest.is_empty() },
            "user" => Self::Identified { token: rest },
            "gone" => Self::Erased,
            "seen" => Self::Read,
            _ => return None,
        })
    }
}

fn sent(client_id: &str, rest: &str) -> UnsentMessage {
    let (files, text) = of_files(rest);
    UnsentMessage { client_id: client_id.to_owned(), text, files }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// The message, read and written again.
    fn written(text: &str) -> Option<String> {
        fn sent(it: &UnsentMessage) -> SentMessage<'_> {
            SentMessage { client_id: &it.client_id, files: &it.files, text: &it.text }
        }
        Some(match Received::parse(text)? {
            Received::Sent(message) => Written::Sent(sent(&message)).write(),
            Received::TurnStarted(message) => Written::TurnStarted(sent(&message)).write(),
            Received::FormSubmitted(form) => Written::FormSubmitted(&form).write(),
            Received::RegenerateRequested { client_id } => Written::RegenerateRequested { client_id }.write(),
            Received::RegenerateStarted { id, client_id } => Written::RegenerateStarted { id, client_id }.write(),
            Received::Received { event, id, data } => Written::Received { event, id, data }.write(),
            Received::Resume { id } => Written::Resume { id }.write(),
            Received::Lost(problem) => Written::Lost(problem).write(),
            Received::Joined { conversation, fresh } => Written::Joined { conversation, fresh }.write(),
            Received::Identified { token } => Written::Identified { token }.write(),
            Received::Erased => Written::Erased.write(),
            Received::Read => Written::Read.write(),
        })
    }

    #[wasm_bindgen_test]
    fn every_message_is_written_as_it_is_read() {
        let file = r#"{"id":"f1","name":"a.txt","media_type":"text/plain","size":3,"url":"/f1"}"#;
        let form = r#"{"text":"Name: Ada","key":"form:a1:f","form":"{\"message_id\":\"a1\",\"id\":\"f\",\"values\":{\"name\":\"Ada\"}}"}"#;
        for text in [
            "said\nk1\n\nHello\nthere",
            &format!("began\nk1\n[{file}]\nHello"),
            &format!("form\n\n{form}"),
            "redo\nk1\n",
            "again\na1\nk1",
            "sse\nnodes\na1:3\n{}",
            "resume\na1\n",
            "lost\nerror_budget\n",
            "at\nc1\nfresh",
            "at\n\n",
            "user\n\ne30.e30.x",
            "gone\n\n",
            "seen\n\n",
        ] {
            assert_eq!(written(text).as_deref(), Some(text));
        }
    }

    #[wasm_bindgen_test]
    fn a_message_of_another_version_is_none() {
        for text in ["", "hologram\n\n", "form\n\n{}", "sse\nnodes\n"] {
            assert!(Received::parse(text).is_none(), "{text}");
        }
    }
}
