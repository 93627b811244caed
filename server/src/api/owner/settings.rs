//! `/api/teams/{teamId}/widgets/{id}/settings`: all an owner may set about a widget.

use axum::{Json as Reply, extract::State};
use parlor_shared::{ids::BlueprintId, owner::settings::SettingsBody, read_only::ReadOnly};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    auth::{Editor, IdPath, Reader},
    error::{ApiError, ErrorBody},
    merge_patch::SettingsPatch,
};
use crate::{
    core::{
        error::Error,
        widget::{Widget, settings::Settings, theme::ThemeReport},
    },
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// The settings of a widget, as set by the owner and as in effect for visitors.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WidgetSettings {
    /// The blueprint whose values show wherever the widget's own are unset.
    blueprint_id: Option<BlueprintId>,
    /// Origins a page may have: `https://shop.example`, `https://*.shop.example`, `//shop.example`, `*`. Empty: the
    /// blueprint's, else every origin.
    allowed_origins: Vec<String>,
    /// The widget's own settings.
    settings: SettingsBody,
    /// The settings in effect: the widget's own, else the blueprint's.
    effective: SettingsBody,
    /// The theme in use: its palettes, the colours that were adjusted, and the reasons.
    theme: ThemeReport,
}

/// A change: what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsChange {
    /// Another blueprint; `null` for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    blueprint_id: Given<String>,
    /// Replaces all of them.
    #[schema(max_items = 100)]
    allowed_origins: Option<Vec<String>>,
    /// Merged into what is set (RFC 7396): absent names stay, `null` takes one away.
    settings: Option<SettingsPatch>,
    /// In every reply. Ignored here, so that what was read can be written back.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    effective: ReadOnly,
    /// See `effective`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    theme: ReadOnly,
}

/// Absent, or `null`, or a value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
enum Given<T> {
    #[default]
    Nothing,
    Null,
    Value(T),
}

fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Given<T>, D::Error> {
    Option::deserialize(deserializer).map(|value| value.map_or(Given::Null, Given::Value))
}

/// A widget's settings.
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/settings", tag = "Owner: widgets",
    operation_id = "owner_get_settings", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget, or its alias")),
    responses(
        (status = 200, body = WidgetSettings),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<WidgetSettings>, ApiError> {
    Ok(Reply(wire(state.widget_admin(&actor).widget(named.text()).await?)))
}

/// Changes a widget's settings.
#[utoipa::path(patch, path = "/api/teams/{teamId}/widgets/{id}/settings", tag = "Owner: widgets",
    operation_id = "owner_change_settings", request_body = SettingsChange,
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget, or its alias")),
    responses(
        (status = 200, body = WidgetSettings),
        (status = 400, description = "a field is unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
        (status = 422, description = "a field is well-formed but its value cannot be used: an unknown blueprint, an invalid origin; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn change(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<SettingsChange>, BodyError>,
) -> Result<Reply<WidgetSettings>, ApiError> {
    let Json(change) = body?;
    let widget = state.widget_admin(&actor).edit(named.text(), |widget| apply(&change, widget)).await?;
    Ok(Reply(wire(widget)))
}

fn apply(change: &SettingsChange, widget: &mut Widget) -> Result<(), Error> {
    match &change.blueprint_id {
        Given::Nothing => {}
        Given::Null => widget.blueprint_id = None,
        Given::Value(id) => {
            let unknown = Error::Unprocessable { field: "blueprint_id", reason: "the team has no such blueprint" };
            widget.blueprint_id = Some(id.parse().map_err(|_| unknown)?);
        }
    }
    if let Some(origins) = &change.allowed_origins {
        widget.allowed_origins.clone_from(origins);
    }
    if let Some(SettingsPatch(patch)) = &change.settings {
        widget.settings = merged(&widget.settings, patch)?;
    }
    Ok(())
}

/// JSON Merge Patch (RFC 7396).
fn merged(settings: &Settings, patch: &Map<String, Value>) -> Result<Settings, Error> {
    let invalid = Error::Invalid { field: "settings", reason: "a name is unknown, or a value is not acceptable" };
    let mut whole = serde_json::to_value(SettingsBody::from(settings.clone())).map_err(|_| invalid.clone())?;
    merge(&mut whole, &Value::Object(patch.clone()));
    serde_json::from_value::<SettingsBody>(whole).map(Into::into).map_err(|_| invalid)
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

fn wire(widget: Widget) -> WidgetSettings {
    WidgetSettings {
        theme: widget.effective().theme_report(),
        effective: widget.effective().into(),
        blueprint_id: widget.blueprint_id,
        allowed_origins: widget.allowed_origins,
        settings: widget.settings.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patches_merge_as_the_rfc_says() {
        for (target, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [1]}), json!({"a": {"b": {"c": null}}}), json!({"a": {"b": {}}})),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
        ] {
            let mut merged = target.clone();
            merge(&mut merged, &patch);
            assert_eq!(merged, expected, "{target} and {patch}");
        }
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        let patch = |value: Value| merged(&Settings::default(), value.as_object().unwrap());
        assert_eq!(patch(json!({"title": "Hi"})).unwrap().title.as_deref(), Some("Hi"));
        assert!(patch(json!({"colour": "red"})).is_err() && patch(json!({"title": 5})).is_err());
    }
}
