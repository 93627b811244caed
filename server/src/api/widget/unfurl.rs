//! `POST /unfurl`: the preview of a link in a message.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    content::LinkPreview,
    widget::{Data, UnfurlReply, UnfurlRequest},
};

use super::{auth::Visitor, error::ApiError, user_input::at_most, wire};
use crate::{
    core::{
        conversation::preview::Preview, error::Error, page_url::LONGEST_URL, security::links, widget::settings::Feature,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        state::AppState,
    },
};

/// The preview of a link in a message.
///
/// The link must stand in a message of the conversation, and the widget's option `unfurl` must be on. The page is looked
/// at once and what it says kept for a day; that it says nothing, for 10 minutes. A link without a preview is told after 5 s,
/// whatever the reason. (ours)
#[utoipa::path(post, path = "/unfurl", tag = "Widget: conversation", operation_id = "widget_unfurl", request_body = UnfurlRequest, security(("visitor" = [])),
    responses(
        (status = 200, body = Data<UnfurlReply>),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such link in this conversation", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the widget shows no previews", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "more than 30 a minute, or 120 from one address", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn unfurl(
    State(state): State<AppState>,
    ip: ClientIp,
    visitor: Visitor,
    body: Result<Json<UnfurlRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    at_most("url", Some(&request.url), LONGEST_URL)?;
    if !visitor.widget.effective().has(Feature::Unfurl) {
        return Err(Error::Conflict("this widget shows no previews of links").into());
    }
    state.limits.previews_from.take(&ip.key(), 1)?;
    state.limits.previews.take(&visitor.conversation.visitor_id, 1)?;
    let preview = state.previews.of(&visitor.conversation.id, request.message_id.as_ref(), &request.url).await?;
    Ok(wire::data(UnfurlReply { preview: preview.map(|preview| shown(preview, &state)) }).into_response())
}

fn shown(Preview { address, page, picture }: Preview, state: &AppState) -> LinkPreview {
    LinkPreview {
        url: address,
        host: links::host(&page.url),
        final_url: page.url,
        title: page.title,
        description: page.description,
        site_name: page.site,
        image: picture.map(|key| state.link(&format!("/v1/widget/previews/{key}"))),
    }
}
