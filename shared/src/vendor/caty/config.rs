//! `GET /api/widget/config`: what the widget looks like and who speaks in it.
//!
//! Source: Caty, "Get Configuration". The page leaves `colors`, `greeting` and `proactive` open: their members are ours.

use serde::{Deserialize, Serialize};

use super::Always;
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
    /// The widget.
    pub widget_id: WidgetId,
    /// Whose site it is.
    pub business: Business,
    /// Who speaks.
    pub persona: Persona,
    /// What it looks like.
    pub appearance: Appearance,
    /// What it does by itself.
    pub behavior: Behavior,
}

/// Whose site it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Business))]
pub struct Business {
    /// The company's name; the chat's title when the owner gave none.
    pub name: String,
    /// What kind of business it is: `saas`. `other` when the owner did not say.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Who speaks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Persona))]
pub struct Persona {
    /// The agent's name; the chat's title when no agent is connected.
    pub name: String,
    /// What they are; `AI Assistant` when the owner did not say.
    pub role: String,
    /// How they speak; `friendly` when the owner did not say.
    pub tone: String,
}

/// What it looks like.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Appearance))]
pub struct Appearance {
    /// Light, dark, or as the visitor's system says.
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

/// What it does by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Behavior))]
pub struct Behavior {
    /// What a session begins with.
    pub greeting: FirstWords,
    /// When it speaks first.
    pub proactive: Proactive,
}

/// What a session begins with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::FirstWords))]
pub struct FirstWords {
    /// The agent's first words, in Markdown.
    pub content: String,
}

/// When it speaks first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Proactive))]
pub struct Proactive {
    /// The rules `track` goes by, in the owner's order.
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
