//! `GET /v1/integration/widget/list`: the team's widgets, newest first.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    ids::WidgetId,
    vendor::chatbotkit::{ErrorBody, Line, Order, Page, Widget as WireWidget},
};
use serde_json::{Map, Value};

use super::{
    auth::Owner,
    error::ApiError,
    page::{LARGEST, Pages, Part, lines},
    wire,
};
use crate::{
    core::{
        error::Error,
        owner::team::Actor,
        widget::{WidgetCursor, WidgetPage},
    },
    http::{jsonl, state::AppState},
};

/// List the team's widgets.
///
/// With `Accept: application/jsonl` everything from the cursor on (or the first `take` of it) comes as lines
/// `{"type":"item","data":Widget}`. `meta.<name>=<value>`, also written `meta[<name>]=<value>`, keeps widgets whose `meta`
/// has this value, and so does `meta={"<name>": "<value>"}`; several must all hold. Unknown parameters are ignored.
/// Source: ChatBotKit, "Listing Widget Integrations".
#[utoipa::path(get, path = "/list", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_list_widgets", security(("secret" = [])),
    params(
        ("cursor" = Option<String>, Query, description = "the cursor of the page before: the id of its last item"),
        ("order" = Option<Order>, Query, description = "`asc`: oldest first; `desc`, the default: newest first"),
        ("take" = Option<u64>, Query, minimum = 1, description = "how many; 100 when absent, and at most 100 in JSON"),
        ("meta" = Option<String>, Query, description = "only widgets with these texts in their `meta`: an object as JSON"),
        ("blueprintId" = Option<String>, Query, description = "only widgets of this blueprint"),
    ),
    responses(
        (status = 200, body = Page<WireWidget>),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 422, description = "a parameter refers to nothing: a cursor of another list, for one", body = ErrorBody),
    ))]
pub async fn list(
    State(state): State<AppState>,
    Owner(actor): Owner,
    headers: HeaderMap,
    query: Result<Query<super::page::PageQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::field("query", "cannot be understood"))?;
    let part = Part::of(&query)?;
    let page = page(&state, &actor, &part, &query).await?;
    if jsonl::is_wanted(&headers) {
        return lines(Reading { state, actor, page, left: part.take, more: true }).await;
    }
    let (widgets, more) = state.widget_admin(&actor).widgets(&page).await?;
    let items: Vec<_> = widgets.into_iter().map(wire::widget).collect();
    let cursor = items.last().filter(|_| more).map(|last| last.id.clone()).unwrap_or_default();
    Ok(Json(Page { items, cursor }).into_response())
}

async fn page(
    state: &AppState,
    actor: &Actor,
    part: &Part,
    query: &super::page::PageQuery,
) -> Result<WidgetPage, ApiError> {
    let blueprint = query.iter().find(|(name, id)| name == "blueprintId" && !id.is_empty());
    let blueprint =
        blueprint.map(|(_, id)| id.parse().map_err(|_| ApiError::unprocessable("blueprintId", "not an id")));
    Ok(WidgetPage {
        after: match &part.cursor {
            None => None,
            Some(id) => Some(after(state, actor, id).await?),
        },
        newest_first: part.order == Order::Desc,
        take: part.page_size(),
        meta: wanted(query)?,
        blueprint: blueprint.transpose()?,
    })
}

/// A place in the list. The widget may have been deleted meanwhile: its place is still one.
async fn after(state: &AppState, actor: &Actor, id: &str) -> Result<WidgetCursor, ApiError> {
    let unknown = || ApiError::unprocessable("cursor", "not a cursor of this list");
    let id: WidgetId = id.parse().map_err(|_| unknown())?;
    match state.widget_admin(actor).cursor(&id).await {
        Err(Error::NotFound) => Err(unknown()),
        found => Ok(found?),
    }
}

/// Reads the filter on widgets' `meta`: `meta.<name>=<value>`, `meta[<name>]=<value>`, or `meta=<object as JSON>`.
fn wanted(query: &super::page::PageQuery) -> Result<Vec<(String, String)>, ApiError> {
    let named = query.iter().filter_map(|(name, value)| Some((meta(name)?.to_owned(), value.clone())));
    let mut wanted: Vec<_> = named.collect();
    for (_, json) in query.iter().filter(|(name, json)| name == "meta" && !json.is_empty()) {
        wanted.extend(object(json).ok_or_else(|| ApiError::unprocessable("meta", "an object of texts, as JSON"))?);
    }
    Ok(wanted)
}

/// Texts by name; numbers and booleans as they are written, `null` for whatever it may be.
fn object(json: &str) -> Option<Vec<(String, String)>> {
    let object: Map<String, Value> = serde_json::from_str(json).ok()?;
    let text = |value| match value {
        Value::String(text) => Some(text),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let given = object.into_iter().filter(|(_, value)| !value.is_null());
    given.map(|(name, value)| Some((name, text(value)?))).collect()
}

/// The name in `meta.<name>` or `meta[<name>]`.
fn meta(parameter: &str) -> Option<&str> {
    let rest = parameter.strip_prefix("meta")?;
    let name = rest.strip_prefix('.').or_else(|| rest.strip_prefix('[')?.strip_suffix(']'))?;
    Some(name).filter(|name| !name.is_empty())
}

/// A list being read.
struct Reading {
    state: AppState,
    actor: Actor,
    page: WidgetPage,
    left: Option<u32>,
    more: bool,
}

impl Pages for Reading {
    async fn next(&mut self) -> Result<Option<String>, Error> {
        self.page.take = self.left.unwrap_or(LARGEST).min(LARGEST);
        if !self.more || self.page.take == 0 {
            return Ok(None);
        }
        let (widgets, more) = self.state.widget_admin(&self.actor).widgets(&self.page).await?;
        self.more = more;
        self.left = self.left.map(|left| left.saturating_sub(self.page.take));
        self.page.after = widgets.last().map(WidgetCursor::of);
        let mut lines = String::new();
        for widget in widgets {
            jsonl::line(&mut lines, &Line::Item(wire::widget(widget)));
        }
        Ok(Some(lines))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{meta, object};

    #[test]
    fn metadata_may_be_an_object() {
        let pairs = |json| {
            object(json).map(|pairs| pairs.into_iter().map(|(k, v)| format!("{k}={v}")).collect::<BTreeSet<_>>())
        };
        assert_eq!(pairs("{}"), Some(BTreeSet::new()));
        let all = pairs(r#"{"client": "acme", "size": 5, "paid": true, "x": null}"#).unwrap();
        assert_eq!(all, BTreeSet::from(["client=acme", "paid=true", "size=5"].map(str::to_owned)));
        for odd in ["acme", "[]", "\"acme\"", "{", r#"{"a": {}}"#, r#"{"a": [1]}"#] {
            assert_eq!(pairs(odd), None, "{odd}");
        }
    }

    #[test]
    fn metadata_is_named_in_two_ways() {
        assert_eq!((meta("meta.client"), meta("meta[client]")), (Some("client"), Some("client")));
        assert_eq!((meta("meta.a.b"), meta("meta[a[b]]")), (Some("a.b"), Some("a[b]")));
        for other in ["meta", "meta.", "meta[]", "meta[a", "metadata", "xmeta.a", "cursor"] {
            assert_eq!(meta(other), None, "{other}");
        }
    }
}
