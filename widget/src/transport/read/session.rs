//! The reply of `/init`: what this widget uses of [`parlor_shared::widget::InitReply`].

use parlor_shared::{
    config::{Theme, WidgetConfig},
    widget::AttachmentRules,
};

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

/// Every option may be left out and then is what the wire says.
fn config(json: &Json) -> WidgetConfig {
    let usual = WidgetConfig::default();
    let flag = |name: &str, usual: bool| json.get(name).as_flag().unwrap_or(usual);
    WidgetConfig {
        title: json.text("title").unwrap_or(usual.title),
        intro: json.text("intro").unwrap_or(usual.intro),
        placeholder: json.text("placeholder").unwrap_or(usual.placeholder),
        initial: json.text("initial").unwrap_or(usual.initial),
        theme: theme(&json.get("theme"), usual.theme),
        position: json.named("position").unwrap_or(usual.position),
        auto_scroll: flag("auto_scroll", usual.auto_scroll),
        stream: flag("stream", usual.stream),
        powered_by: flag("powered_by", usual.powered_by),
        session_seconds: json.number("session_seconds").unwrap_or(usual.session_seconds),
    }
}

fn theme(json: &Json, usual: Theme) -> Theme {
    Theme {
        mode: json.named("mode").unwrap_or(usual.mode),
        brand: json.text("brand").unwrap_or(usual.brand),
        on_brand: json.text("on_brand").unwrap_or(usual.on_brand),
        brand_text_light: json.text("brand_text_light").unwrap_or(usual.brand_text_light),
        brand_text_dark: json.text("brand_text_dark").unwrap_or(usual.brand_text_dark),
    }
}
