//! `GET /api/widget/config`: the widget's appearance and the agent's persona.
//!
//! Source: Caty, "Get Configuration". The page leaves `colors`, `greeting` and `proactive` open: their members are
//! ours.

use serde::{Deserialize, Serialize};

use super::always::Always;
use crate::{
    config::{Position, ProactiveRule, ThemeMode},
    ids::WidgetId,
};

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ConfigReply))]
pub struct ConfigReply {
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<true>,
    /// The configuration.
    pub config: Config,
}

/// A widget's configuration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Config))]
pub struct Config {
    /// Id of the widget.
    pub widget_id: WidgetId,
    /// The company that runs the site.
    pub business: Business,
    /// The agent's persona.
    pub persona: Persona,
    /// The widget's appearance.
    pub appearance: Appearance,
    /// The widget's first words and proactive messages.
    pub behavior: Behavior,
}

/// The company that runs the site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Business))]
pub struct Business {
    /// The company's name; the chat's title when the owner gave none.
    pub name: String,
    /// Kind of business, for example `saas`; `other` if the owner did not set it.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The agent's persona.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Persona))]
pub struct Persona {
    /// The agent's name; the chat's title when no agent is connected.
    pub name: String,
    /// The agent's role; `AI Assistant` if the owner did not set it.
    pub role: String,
    /// The agent's tone; `friendly` if the owner did not set it.
    pub tone: String,
}

/// The widget's appearance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Appearance))]
pub struct Appearance {
    /// Light, dark, or as set on the visitor's system.
    pub theme: ThemeMode,
    /// The corner of launcher and panel.
    pub position: Position,
    /// Colours, each `#rrggbb`.
    pub colors: Colors,
}

/// Colours, each `#rrggbb`. Texts have a contrast of at least 4.5.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Colors))]
pub struct Colors {
    /// The brand colour.
    pub primary: String,
    /// Text and icons on the brand colour.
    pub on_primary: String,
    /// The brand colour as text on a light panel.
    pub primary_text_light: String,
    /// The brand colour as text on a dark panel.
    pub primary_text_dark: String,
}

/// The widget's first words and proactive messages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Behavior))]
pub struct Behavior {
    /// The first words of a session.
    pub greeting: FirstWords,
    /// Messages the widget sends first.
    pub proactive: Proactive,
}

/// The first words of a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::FirstWords))]
pub struct FirstWords {
    /// The agent's first words, in Markdown.
    pub content: String,
}

/// Messages the widget sends first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Proactive))]
pub struct Proactive {
    /// The rules that `track` applies, in the owner's order.
    pub rules: Vec<ProactiveRule>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Trigger, vendor::caty::golden};

    #[test]
    fn the_reply_of_the_page() {
        let body = concat!(
            r#"{"success":true,"config":{"widget_id":"xxx","#,
            r#""business":{"name":"Company Name","type":"saas"},"#,
            r#""persona":{"name":"Caty","role":"AI Assistant","tone":"friendly"},"#,
            r#""appearance":{"theme":"dark","position":"bottom-right","colors":{"#,
            r##""primary":"#2f5bd8","on_primary":"#ffffff","primary_text_light":"#2f5bd8","primary_text_dark":"#8fabff"}},"##,
            r#""behavior":{"greeting":{"content":"Hi!"},"proactive":{"rules":["#,
            r#"{"id":"r1","trigger":"scroll","value":50,"message":"Questions?","once":true}]}}}}"#,
        );
        let rule = ProactiveRule {
            id: "r1".into(),
            trigger: Trigger::Scroll,
            value: 50,
            url_contains: None,
            message: "Questions?".into(),
            once: true,
        };
        let colors = Colors {
            primary: "#2f5bd8".into(),
            on_primary: "#ffffff".into(),
            primary_text_light: "#2f5bd8".into(),
            primary_text_dark: "#8fabff".into(),
        };
        let config = Config {
            widget_id: "xxx".parse().unwrap(),
            business: Business { name: "Company Name".into(), kind: "saas".into() },
            persona: Persona { name: "Caty".into(), role: "AI Assistant".into(), tone: "friendly".into() },
            appearance: Appearance { theme: ThemeMode::Dark, position: Position::BottomRight, colors },
            behavior: Behavior {
                greeting: FirstWords { content: "Hi!".into() },
                proactive: Proactive { rules: vec![rule] },
            },
        };
        golden(body, &ConfigReply { success: Always, config });
    }
}
