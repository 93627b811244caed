//! The reply of `/init`: what this widget uses of [`parlor_shared::widget::InitReply`].

use parlor_shared::{config::WidgetConfig, widget::AttachmentRules};

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
    /// The agent's name.
    pub(crate) agent: String,
    /// Suggestions for the first message.
    pub(crate) starters: Vec<String>,
    /// Which files are taken; none when absent.
    pub(crate) rules: Option<AttachmentRules>,
    /// The owner's settings.
    pub(crate) config: WidgetConfig,
    /// The texts, by key.
    pub(crate) strings: Vec<(String, String)>,
}

pub(crate) fn opened(json: &Json) -> Option<Opened> {
    let agent = json.get("agent");
    let mut config = config(&json.get("config"));
    config.powered_by &= json.get("branding").flag("powered_by");
    Some(Opened {
        session: Session {
            conversation: id(json, "conversation_id")?,
            messages: json.list("messages", message)?,
            greeting: json.list("greeting", node).unwrap_or_default(),
        },
        anonymous_id: json.text("anonymous_id")?,
        jwt: json.text("jwt")?,
        agent: agent.text("name")?,
        starters: agent.list("starter_prompts", Json::as_text)?,
        rules: rules(&json.get("attachments")),
        config,
        strings: json.get("strings").texts(),
    })
}

/// Absent, or not understood: no files.
fn rules(json: &Json) -> Option<AttachmentRules> {
    Some(AttachmentRules {
        max_bytes: json.number("max_bytes")?,
        max_files: u32::try_from(json.number("max_files")?).ok()?,
        accept: json.text("accept")?,
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
        powered_by: flag("powered_by", usual.powered_by),
        session_seconds: json.number("session_seconds").unwrap_or(usual.session_seconds),
        ..usual
    }
}
