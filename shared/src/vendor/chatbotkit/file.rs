//! `POST /v1/integration/widget/{idOrAlias}/file/{fileId}/attach` and `…/detach`: the files a widget shows.
//!
//! Source: the vendor's SDK (paths and bodies) and ChatBotKit, "Cloning Widget Integrations" (files are referenced, not
//! copied). Each place holds one file: attaching another one replaces it.

use serde::{Deserialize, Serialize};

/// The body. Optional when detaching: without it, the file is removed from the place it is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::FileRequest))]
pub struct FileRequest {
    /// The place.
    #[serde(rename = "type")]
    pub slot: Slot,
}

/// Place where a widget shows a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Slot))]
pub enum Slot {
    /// The title bar.
    Bar,
    /// Beside the visitor's messages.
    User,
    /// Beside the agent's messages.
    Bot,
    /// The launcher.
    Button,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Bar, Self::User, Self::Bot, Self::Button];

    /// Returns the name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::User => "user",
            Self::Bot => "bot",
            Self::Button => "button",
        }
    }
}

/// The reply: the file that was attached or detached, and its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::FileReply))]
pub struct FileReply {
    /// Id of the file.
    pub id: String,
    /// The place.
    #[serde(rename = "type")]
    pub slot: Slot,
    /// Id of the widget.
    pub widget_integration_id: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_places_are_the_four_of_the_sdk() {
        for (slot, name) in Slot::ALL.into_iter().zip(["bar", "user", "bot", "button"]) {
            let request: FileRequest = serde_json::from_value(json!({"type": name})).unwrap();
            assert_eq!((request.slot, slot.as_str()), (slot, name));
        }
        for odd in [json!({}), json!({"type": "avatar"}), json!({"type": null}), json!({"type": "bar", "x": 1})] {
            assert!(serde_json::from_value::<FileRequest>(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_reply_names_file_place_and_widget() {
        let reply = FileReply { id: "f1".into(), slot: Slot::Bot, widget_integration_id: "w1".into() };
        let json = json!({"id": "f1", "type": "bot", "widgetIntegrationId": "w1"});
        assert_eq!(serde_json::to_value(reply).unwrap(), json);
    }
}
