//! The reply of `/init`: the parts of [`parlor_shared::widget::InitReply`] that this widget uses.

use parlor_shared::{
    config::{ContactForm, Voice, WidgetConfig},
    widget::AttachmentRules,
};

use super::{content::node, field::id, message::message};
use crate::{chat::Session, transport::json::Json};

/// An opened session.
pub(crate) struct OpenedSession {
    /// The session for the chat.
    pub(crate) session: Session,
    /// The visitor's secret, which the widget stores.
    pub(crate) anonymous_id: String,
    /// The bearer token.
    pub(crate) jwt: String,
    /// Seconds until the session ends if no message is sent; 0 if the server does not report it.
    pub(crate) seconds_left: u64,
    /// The agent's name.
    pub(crate) agent: String,
    /// Suggestions for the first message.
    pub(crate) starters: Vec<String>,
    /// Rules for files; `None` if files are not accepted.
    pub(crate) attachments: Option<AttachmentRules>,
    /// The owner's settings.
    pub(crate) config: WidgetConfig,
    /// The language of the texts, of dates and of numbers (BCP 47).
    pub(crate) language: String,
    /// The texts, by key.
    pub(crate) strings: Vec<(String, String)>,
}

pub(crate) fn opened(json: &Json) -> Option<OpenedSession> {
    let agent = json.get("agent");
    let mut config = config(&json.get("config"));
    config.powered_by &= json.get("branding").flag("powered_by");
    Some(OpenedSession {
        session: Session {
            conversation: id(json, "conversation_id")?,
            messages: json.list("messages", message)?,
            greeting: json.list("greeting", node).unwrap_or_default(),
            start_first: config.start_first,
            contact: config.contact,
            lead_captured: json.flag("lead_captured"),
        },
        anonymous_id: json.text("anonymous_id")?,
        jwt: json.text("jwt")?,
        seconds_left: json.number("session_seconds_left").unwrap_or(0),
        agent: agent.text("name")?,
        starters: agent.list("starter_prompts", Json::as_text)?,
        attachments: attachment_rules(&json.get("attachments")),
        config,
        language: json.text("language").unwrap_or_default(),
        strings: json.get("strings").texts(),
    })
}

fn attachment_rules(json: &Json) -> Option<AttachmentRules> {
    Some(AttachmentRules {
        max_bytes: json.number("max_bytes")?,
        max_files: json.number("max_files").and_then(|most| u32::try_from(most).ok())?,
        accept: json.text("accept")?,
    })
}

/// Parses the configuration. Absent options get the API's defaults, and so do those that the loader reads for itself.
fn config(json: &Json) -> WidgetConfig {
    let usual = WidgetConfig::default();
    let flag = |name: &str, usual: bool| json.get(name).as_flag().unwrap_or(usual);
    WidgetConfig {
        title: json.text("title").unwrap_or(usual.title),
        intro: json.text("intro").unwrap_or(usual.intro),
        placeholder: json.text("placeholder").unwrap_or(usual.placeholder),
        initial: json.text("initial").unwrap_or(usual.initial),
        maximize: flag("maximize", usual.maximize),
        auto_scroll: flag("auto_scroll", usual.auto_scroll),
        stream: flag("stream", usual.stream),
        unfurl: flag("unfurl", usual.unfurl),
        math: flag("math", usual.math),
        verbose: flag("verbose", usual.verbose),
        voice_in: voice(json, "voice_in"),
        voice_out: voice(json, "voice_out"),
        powered_by: flag("powered_by", usual.powered_by),
        start_first: flag("start_first", usual.start_first),
        contact: contact(&json.get("contact")),
        sound: flag("sound", usual.sound),
        restart_conversation: flag("restart_conversation", usual.restart_conversation),
        export_conversation: flag("export_conversation", usual.export_conversation),
        session_seconds: json.number("session_seconds").unwrap_or(usual.session_seconds),
        theme: usual.theme,
        layout: usual.layout,
        position: usual.position,
        movable: usual.movable,
        message_peek: usual.message_peek,
        title_note: usual.title_note,
    }
}

fn voice(json: &Json, name: &str) -> Voice {
    match json.text(name).as_deref() {
        Some("browser") => Voice::Browser,
        Some("server") => Voice::Server,
        _ => Voice::None,
    }
}

fn contact(json: &Json) -> Option<ContactForm> {
    let usual = ContactForm::default();
    (!json.is_none()).then(|| ContactForm {
        when: json.named("when").unwrap_or(usual.when),
        required: json.get("required").as_flag().unwrap_or(usual.required),
        name: json.named("name").unwrap_or(usual.name),
        phone: json.named("phone").unwrap_or(usual.phone),
    })
}
