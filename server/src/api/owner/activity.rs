//! `/api/teams/{teamId}/activity` and `/api/teams/{teamId}/live`: what happens in a team.

use axum::{Json as Reply, extract::State, http::HeaderMap, response::Response};
use parlor_shared::owner::{ActivityKind, ActivityPayload, ActivityRecord, ActivityReply, TeamRole};
use serde::{Deserialize, Serialize};

use super::{
    auth::{Reader, Watcher},
    conversations::taken,
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        activity::{Record, RecordFilter},
        clock::rfc3339,
        error::Error,
        owner::{inbox::Reading, live::LiveActivity, team::Role},
    },
    http::{
        body::BodyError,
        client_ip::ClientIp,
        event_stream::{CutReason, Encoder, EventStream, Frame, Source, StreamFormat},
        last_event_id,
        query::Query,
        state::AppState,
    },
};

/// The records that are asked for.
#[derive(Deserialize)]
pub(super) struct ActivityQuery {
    after: Option<u64>,
    before: Option<u64>,
    kind: Option<ActivityKind>,
    conversation: Option<String>,
    take: Option<u32>,
}

/// The team's activity: the newest first, or with `after` the oldest after that number first.
///
/// Records are numbered in the order of their commits and kept for 90 days.
#[utoipa::path(get, path = "/api/teams/{teamId}/activity", tag = "Owner: conversations",
    operation_id = "owner_activity", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("after" = Option<u64>, Query, description = "the oldest records after this number, oldest first"),
        ("before" = Option<u64>, Query, description = "the newest records before this number, newest first"),
        ("kind" = Option<ActivityKind>, Query, description = "of one kind"),
        ("conversation" = Option<String>, Query, description = "of one conversation"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 100, description = "1 to 100, default 50"),
    ),
    responses(
        (status = 200, description = "the records", body = ActivityReply),
        (status = 400, description = "a parameter is not acceptable, or both `after` and `before` are there", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<ActivityQuery>, BodyError>,
) -> Result<Reply<ActivityReply>, ApiError> {
    let Query(part) = part?;
    let take = taken(part.take, 50, 100, "a number from 1 to 100")?;
    let from = match (part.after, part.before) {
        (Some(_), Some(_)) => return Err(ApiError::field("after", "either after or before")),
        (Some(after), None) => Reading::After(after),
        (None, before) => Reading::Before(before.unwrap_or(u64::MAX)),
    };
    let conversation_id = part.conversation.map(|id| id.parse().map_err(|_| Error::NotFound)).transpose()?;
    let only = RecordFilter { kind: part.kind, conversation_id };
    let page = state.inbox(&actor).activity(from, &only, take).await?;
    let activity = page.records.into_iter().map(wire).collect();
    Ok(Reply(ActivityReply { activity, latest: page.latest, has_more: page.has_more }))
}

/// The place to begin.
#[derive(Deserialize)]
pub(super) struct LiveQuery {
    after: Option<u64>,
}

/// The team's activity, while it happens: server-sent events.
///
/// `id` is the number of the record, `event` its kind, `data` the record. `Last-Event-ID` or `after` continues after that
/// record: nothing is left out. Without either it begins with what happens from now on, and the first event, `ready`, has
/// the number of the newest record. Ends when the member has signed out or left, or the secret was revoked (looked at every
/// `--recheck-seconds`), and when the server stops.
#[utoipa::path(get, path = "/api/teams/{teamId}/live", tag = "Owner: conversations", operation_id = "owner_live",
    security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("after" = Option<u64>, Query, description = "the number of the last record that is known"),
        ("Last-Event-ID" = Option<String>, Header, description = "the same, as browsers send it when they reconnect"),
    ),
    responses(
        (status = 200, description = "the records", content_type = "text/event-stream", body = Vec<ActivityRecord>),
        (status = 400, description = "not the number of a record", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
        (status = 429, description = "too many streams", body = ErrorBody),
        (status = 503, description = "stopping, or all streams are taken", body = ErrorBody),
    ))]
pub(super) async fn live(
    State(state): State<AppState>,
    ip: ClientIp,
    Watcher { actor, credential }: Watcher,
    headers: HeaderMap,
    part: Result<Query<LiveQuery>, BodyError>,
) -> Result<Response, ApiError> {
    let Query(LiveQuery { after }) = part?;
    let after = known(&headers)?.or(after);
    let slot = state.slots.take_for_team(ip.key(), &actor.team_id)?;
    let live = state.live(actor.team_id.clone(), after).await?;
    let ready = Ready { latest: live.after() };
    let access = (actor.team_id, credential);
    Ok(EventStream::of_team(&state, slot, access, Records, live).begin(|frame| frame.event(None, "ready", &ready)))
}

/// The first event.
#[derive(Serialize)]
struct Ready {
    latest: u64,
}

/// The number in `Last-Event-ID`. An empty header says nothing.
fn known(headers: &HeaderMap) -> Result<Option<u64>, Error> {
    let invalid = Error::Invalid { field: "Last-Event-ID", reason: "the number of a record" };
    match headers.get("Last-Event-ID") {
        None => Ok(None),
        Some(value) if value.is_empty() => Ok(None),
        Some(value) => value.to_str().ok().and_then(last_event_id::number).map(Some).ok_or(invalid),
    }
}

impl Source for LiveActivity {
    type Step = Vec<Record>;

    async fn next(&mut self) -> Option<Vec<Record>> {
        Some(Self::next(self).await)
    }

    fn ready(&mut self) -> Option<Vec<Record>> {
        None
    }

    fn ends(_: &Vec<Record>) -> bool {
        false
    }
}

/// Records as events: each with its number, its kind and itself.
struct Records;

impl Encoder for Records {
    type Source = LiveActivity;
    const FORMAT: StreamFormat = StreamFormat::ServerSentEvents;

    async fn step(&mut self, frame: &mut Frame, _: &mut LiveActivity, records: Vec<Record>) {
        for record in records.into_iter().map(wire) {
            frame.event(Some(record.seq), record.kind.as_str(), &record);
        }
    }

    /// Nothing: the browser connects again, to another node if this one stops.
    fn cut_short(&mut self, _: &mut Frame, _: CutReason) {}
}

fn wire(record: Record) -> ActivityRecord {
    let payload = record.event.payload;
    ActivityRecord {
        seq: record.seq,
        kind: record.event.kind,
        conversation: record.conversation_id,
        subject: record.event.subject,
        payload: ActivityPayload {
            role: payload.role,
            rating: payload.rating,
            failure: payload.failure,
            member_role: payload.member_role.map(role),
        },
        at: rfc3339(record.at),
    }
}

fn role(role: Role) -> TeamRole {
    match role {
        Role::Viewer => TeamRole::Viewer,
        Role::Editor => TeamRole::Editor,
        Role::Owner => TeamRole::Owner,
    }
}
