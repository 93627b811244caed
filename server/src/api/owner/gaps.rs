//! `/api/teams/{teamId}/gaps`: questions that were not answered well.

use axum::{Json as Reply, extract::State};
use parlor_shared::owner::{Gap, GapReason, GapsReply};
use serde::Deserialize;

use super::{
    auth::Reader,
    conversations::{taken, time},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{clock::rfc3339, owner::inbox},
    http::state::AppState,
    http::{body::BodyError, query::Query},
};

/// Characters of a question that are shown.
const SHOWN: usize = 500;

/// The gaps that are asked for.
#[derive(Deserialize)]
pub(super) struct GapsQuery {
    agent: Option<String>,
    from: Option<String>,
    to: Option<String>,
    take: Option<u32>,
}

/// Questions whose answer the agent was not sure of, failed, or was rated down, the most frequent first.
///
/// Grouped by question: letter case, punctuation and spaces make no difference. At most the newest 2,000 are looked at.
#[utoipa::path(get, path = "/api/teams/{teamId}/gaps", tag = "Owner: conversations", operation_id = "owner_gaps",
    security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("agent" = Option<String>, Query, description = "id of one agent"),
        ("from" = Option<String>, Query, description = "RFC 3339; 30 days before `to` when absent"),
        ("to" = Option<String>, Query, description = "RFC 3339; now when absent"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 100, description = "1 to 100, default 50"),
    ),
    responses(
        (status = 200, description = "the gaps", body = GapsReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<GapsQuery>, BodyError>,
) -> Result<Reply<GapsReply>, ApiError> {
    let Query(GapsQuery { agent, from, to, take }) = part?;
    let take = taken(take, 50, 100, "a number from 1 to 100")?;
    let (from, to) = (time(from.as_deref(), "from")?, time(to.as_deref(), "to")?);
    let (gaps, has_more) = state.inbox(&actor).gaps(agent.as_deref(), from, to, take).await?;
    Ok(Reply(GapsReply { gaps: gaps.into_iter().map(wire).collect(), has_more }))
}

fn wire(gap: inbox::Gap) -> Gap {
    let reasons = [("unsure", gap.unsure), ("failed", gap.failed), ("thumbs_down", gap.rated_down)];
    let reasons = reasons.into_iter().filter(|(_, count)| *count > 0);
    Gap {
        question: gap.last.text.chars().take(SHOWN).collect(),
        agent_id: gap.last.agent_id,
        count: gap.count,
        reasons: reasons.map(|(reason, count)| GapReason { reason: reason.to_owned(), count }).collect(),
        conversation_id: gap.last.conversation_id,
        message_id: gap.last.message_id,
        last_at: rfc3339(gap.last.at),
    }
}
