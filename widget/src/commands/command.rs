//! Commands of the loader, parsed.

use std::rc::Rc;

use parlor_shared::widget::FeedbackValue;

use crate::{
    chat::{ContactDetails, Failure, FileStatus, Key, PageOutcome, Rating, SubmittedForm},
    state::{ExportFormat, SessionQuestion},
    transport::{Json, attachments, contact_details, failure, submitted_form},
};

/// A command from the loader, from one of its scripts or from the page.
pub(crate) enum Command {
    /// `open`: the panel is shown.
    Open,
    /// `close`: the panel is hidden.
    Close,
    /// `send`: send a message, or `hidden`: send it without showing it.
    Send {
        /// Text of the message.
        text: String,
        /// True if the message is not shown.
        hidden: bool,
    },
    /// `submit`: a form of an answer, filled in.
    SubmitForm(SubmittedForm),
    /// `maximize`, `minimize`: the panel is large or not.
    SetLarge(bool),
    /// `title`: title of the panel.
    SetTitle(String),
    /// `layout`: the panel is embedded in the page (`inline`) or not.
    SetInline(bool),
    /// `draft`: the text in the composer.
    SetDraft(String),
    /// `restart`: a new conversation.
    Restart,
    /// `context`: information for the agent to read with the next messages.
    SetContext(String),
    /// `tools`: tools the agent may use from the next message on; `None` for none.
    SetTools(Option<Json>),
    /// `outcome`: the result of a page tool call.
    SubmitOutcome(PageOutcome),
    /// `files`: state of the visitor's files.
    SetFiles(FileStatus),
    /// `message`: Markdown to show in the agent's place.
    ShowMessage(String),
    /// `user`: the identity token of the owner's server; empty for an unknown visitor.
    Identify(String),
    /// `leave`: contact details.
    SaveLead(Rc<ContactDetails>),
    /// `explain`: the reason an answer does not help.
    Rate {
        /// Key of the answer's row.
        key: Key,
        /// The visitor's rating.
        rating: Rating,
    },
    /// `skip`: no contact details.
    SkipContact,
    /// `ask` (`restart`, `more`, `erase`): ask the visitor about the conversation.
    AskSession(SessionQuestion),
    /// `export` (`md`, `html`, `json`, `print`): save the conversation.
    Export(ExportFormat),
    /// `erase`: delete everything of this visitor on the server.
    Erase,
    /// `erased`: everything of this visitor was deleted on the server.
    Erased,
    /// `trouble`: the failure of a script.
    ScriptFailed(Failure),
    /// `online`: the browser found the network again.
    Online,
    /// `offline`: the browser lost the network.
    Offline,
    /// `visible`: the page became visible.
    Visible,
    /// `offer`: a rule's message that the page has shown.
    Offer {
        /// The rule.
        rule: String,
        /// Text of the message.
        text: String,
    },
    /// `speaks`: this tab talks to the server, or (with an empty text) another one does.
    SetLeader(bool),
    /// `heard`: a message from another tab.
    Broadcast(String),
}

impl Command {
    /// Parses a command by its name. Returns `None` for an unknown name, so that a newer loader can talk to an older
    /// bundle, and for a text that cannot be parsed.
    pub(crate) fn parse(name: &str, text: &str) -> Option<Self> {
        let json = || Json::parse(text);
        let text = || text.to_owned();
        Some(match name {
            "open" => Self::Open,
            "close" => Self::Close,
            "send" | "hidden" => Self::Send { text: text(), hidden: name == "hidden" },
            "submit" => Self::SubmitForm(submitted_form(&json()?)?),
            "maximize" | "minimize" => Self::SetLarge(name == "maximize"),
            "title" => Self::SetTitle(text()),
            "layout" => Self::SetInline(text() == "inline"),
            "draft" => Self::SetDraft(text()),
            "restart" => Self::Restart,
            "context" => Self::SetContext(text()),
            "tools" => Self::SetTools(json()),
            "outcome" => Self::SubmitOutcome(outcome(&json()?)?),
            "files" => Self::SetFiles(file_status(&json()?)),
            "message" => Self::ShowMessage(text()),
            "user" => Self::Identify(text()),
            "leave" => Self::SaveLead(contact_details(&json()?).into()),
            "explain" => explained(&json()?)?,
            "skip" => Self::SkipContact,
            "ask" => Self::AskSession(SessionQuestion::of_name(&text())?),
            "export" => Self::Export(ExportFormat::of_name(&text())),
            "erase" => Self::Erase,
            "erased" => Self::Erased,
            "trouble" => Self::ScriptFailed(json().and_then(|body| failure(&body)).unwrap_or(Failure::NETWORK)),
            "online" => Self::Online,
            "offline" => Self::Offline,
            "visible" => Self::Visible,
            "offer" => offer(&json()?)?,
            "speaks" => Self::SetLeader(!text().is_empty()),
            "heard" => Self::Broadcast(text()),
            _ => return None,
        })
    }
}

/// `{"message", "call", "body"}`.
fn outcome(json: &Json) -> Option<PageOutcome> {
    Some(PageOutcome { message: json.text("message")?, call: json.text("call")?, body: json.get("body").written() })
}

/// `{"kept", "sending", "said", "renew", "ask"}`.
fn file_status(json: &Json) -> FileStatus {
    FileStatus {
        kept: attachments(&json.get("kept")),
        uploading: json.flag("sending"),
        announcement: json.text("said"),
        needs_new_token: json.flag("renew"),
        needs_token: json.flag("ask"),
    }
}

/// `{"key", "reason", "comment"}`.
fn explained(json: &Json) -> Option<Command> {
    let text = |name: &str| json.text(name).unwrap_or_default();
    let rating = Rating { value: FeedbackValue::Down, reason: text("reason"), comment: text("comment") };
    let key = json.number("key").and_then(|key| Key::try_from(key).ok())?;
    Some(Command::Rate { key, rating })
}

/// `{"rule", "text"}`.
fn offer(json: &Json) -> Option<Command> {
    Some(Command::Offer { rule: json.text("rule")?, text: json.text("text")? })
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn commands_are_read_by_name() {
        assert!(matches!(Command::parse("hidden", "x"), Some(Command::Send { hidden: true, .. })));
        assert!(matches!(Command::parse("minimize", ""), Some(Command::SetLarge(false))));
        assert!(matches!(Command::parse("tools", ""), Some(Command::SetTools(None))));
        assert!(matches!(Command::parse("trouble", ""), Some(Command::ScriptFailed(Failure::NETWORK))));
        let outcome = Command::parse("outcome", r#"{"message":"a1","call":"c 1","body":{"result":1}}"#);
        let Some(Command::SubmitOutcome(outcome)) = outcome else { panic!() };
        assert_eq!((&*outcome.message, &*outcome.call, &*outcome.body), ("a1", "c 1", r#"{"result":1}"#));
        assert!(matches!(Command::parse("ask", "erase"), Some(Command::AskSession(SessionQuestion::Erase))));
        assert!(matches!(Command::parse("export", "print"), Some(Command::Export(ExportFormat::Print))));
        assert!(matches!(Command::parse("export", "docx"), Some(Command::Export(ExportFormat::Markdown))));
    }

    #[wasm_bindgen_test]
    fn forms_and_files_are_types() {
        let form = r#"{"text":"Name: Ada","key":"form:a1:f","form":"{\"message_id\":\"a1\",\"id\":\"f\",\"values\":{\"name\":\"Ada\"}}"}"#;
        let Some(Command::SubmitForm(form)) = Command::parse("submit", form) else { panic!() };
        assert_eq!((form.client_id.as_str(), form.form.form_id.as_str()), ("form:a1:f", "f"));
        assert_eq!(form.form.values, [("name".to_owned(), "Ada".to_owned())]);
        let lead = Command::parse("leave", r#"{"name":"Ada","email":"ada@x.example"}"#);
        let Some(Command::SaveLead(lead)) = lead else { panic!() };
        assert_eq!((lead.name.as_str(), lead.email.as_str(), lead.phone.as_str()), ("Ada", "ada@x.example", ""));
        let files = r#"{"kept":[{"id":"f1","name":"a.txt","media_type":"text/plain","size":3,"url":"/f1"},{"id":""}],"sending":true}"#;
        let Some(Command::SetFiles(files)) = Command::parse("files", files) else { panic!() };
        assert_eq!(files.kept.iter().map(|file| (file.id.as_str(), file.size)).collect::<Vec<_>>(), [("f1", 3)]);
        assert!(files.uploading && !files.needs_token);
    }

    #[wasm_bindgen_test]
    fn what_cannot_be_read_is_no_command() {
        for (name, text) in [
            ("hologram", ""),
            ("submit", "{}"),
            ("leave", "x"),
            ("outcome", "a1"),
            ("ask", "hologram"),
            ("offer", "{}"),
            ("explain", "x"),
        ] {
            assert!(Command::parse(name, text).is_none(), "{name} {text}");
        }
    }
}
