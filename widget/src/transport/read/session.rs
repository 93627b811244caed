//! The reply of `/init`: what this widget uses of [`parlor_shared::widget::InitReply`].

use parlor_shared::config::{ContactForm, Voice, WidgetConfig};

use super::{Json, content::node, id, message};
use crate::chat::Session;

/// An opened session.
pub(crate) struct Opened {
    /// For the chat.
    pub(crate) session: Session,
    /// The visitor's secret, to be kept.
    pub(crate) anonymous_id: String,
    /// The bearer token.
    pub(crate) jwt: String,
    /// When the session ends if nothing more is said, in seconds; 0 when the server does not say.
    pub(crate) seconds_left: u64,
    /// The agent's name.
    pub(crate) agent: String,
    /// Suggestions for the first message.
    pub(crate) starters: Vec<String>,
    /// Which files are taken: JSON; empty for none.
    pub(crate) rules: String,
    /// The owner's settings.
    pub(crate) config: WidgetConfig,
    /// The language of the texts, of dates and of numbers (BCP 47).
    pub(crate) language: String,
    /// The texts, by key.
    pub(crate) strings: Vec<(String, String)>,
}

pub(crate) fn opened(json: &Json) -> Option<Opened> {
    let agent = json.get("agent");
    let mut config = config(&json.get("config"));
    config.powered_by &= json.get("branding").flag("powered_by");
    let rules = json.get("attachments");
    Some(Opened {
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
        rules: if rules.is_none() { String::new() } else { rules.written() },
        config,
        language: json.text("language").unwrap_or_default(),
        strings: json.get("strings").texts(),
    })
}

/// Every option may be left out and then is what the wire says. Looks and layout are the loader's.
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
        ..usual
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
