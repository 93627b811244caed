//! The reply of `/init`.

use parlor_shared::{
    config::{Theme, WidgetConfig},
    widget::{AgentInfo, Branding, InitReply},
};

use super::{Json, id, message};

pub(crate) fn init_reply(json: &Json) -> Option<InitReply> {
    Some(InitReply {
        conversation_id: id(json, "conversation_id")?,
        visitor_id: id(json, "visitor_id")?,
        anonymous_id: json.text("anonymous_id")?,
        jwt: json.text("jwt")?,
        expires_at: json.text("expires_at").unwrap_or_default(),
        agent: agent(&json.get("agent"))?,
        branding: Branding { powered_by: json.get("branding").flag("powered_by") },
        // Nothing here speaks first: the rules are not read.
        behavior_rules: Vec::new(),
        lead_captured: json.flag("lead_captured"),
        messages: json.list("messages", message)?,
        config: config(&json.get("config")),
        strings: json.get("strings").texts(),
    })
}

fn agent(json: &Json) -> Option<AgentInfo> {
    let texts = |name: &str| json.list(name, Json::as_text);
    Some(AgentInfo {
        id: id(json, "id")?,
        name: json.text("name")?,
        theme: json.text("theme").unwrap_or_default(),
        starter_prompts: texts("starter_prompts")?,
        language_default: json.text("language_default").unwrap_or_default(),
        require_lead_before_chat: json.flag("require_lead_before_chat"),
        lead_form_fields: texts("lead_form_fields")?,
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
