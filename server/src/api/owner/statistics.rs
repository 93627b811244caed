//! `/api/teams/{teamId}/statistics`: figures per day.

use axum::{Json as Reply, extract::State};
use parlor_shared::owner::{DayFigures, Figures, StatisticsReply};
use serde::Deserialize;

use super::{
    auth::Reader,
    error::{ApiError, ErrorBody},
};
use crate::{
    core::owner::{figures, statistics::StatisticsQuery},
    http::state::AppState,
    http::{body::BodyError, query::Query},
};

/// The days that are asked for.
#[derive(Deserialize)]
pub(super) struct DaysQuery {
    from: Option<String>,
    to: Option<String>,
    widget: Option<String>,
    zone: Option<String>,
}

/// Figures per day, in the days of a time zone.
///
/// Counted when it happens: erasing a conversation does not change the past.
#[utoipa::path(get, path = "/api/teams/{teamId}/statistics", tag = "Owner: conversations",
    operation_id = "owner_statistics", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("from" = Option<String>, Query, description = "the first day, `YYYY-MM-DD`; 29 days before the last when absent"),
        ("to" = Option<String>, Query, description = "the last day, `YYYY-MM-DD`; today when absent"),
        ("widget" = Option<String>, Query, description = "id of one widget"),
        ("zone" = Option<String>, Query, description = "an IANA time zone such as `Europe/Berlin`; UTC when absent"),
    ),
    responses(
        (status = 200, description = "the figures", body = StatisticsReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<DaysQuery>, BodyError>,
) -> Result<Reply<StatisticsReply>, ApiError> {
    let Query(DaysQuery { from, to, widget, zone }) = part?;
    let statistics = state.inbox(&actor).statistics(&StatisticsQuery { from, to, widget, zone }).await?;
    let (total, before) = (wire(statistics.total()), wire(statistics.before));
    let days = statistics.days.into_iter();
    let days = days.map(|(day, figures)| DayFigures { day: day.to_string(), figures: wire(figures) }).collect();
    Ok(Reply(StatisticsReply { zone: statistics.zone, days, total, before }))
}

fn wire(figures: figures::Figures) -> Figures {
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Figures {
        conversations: count(figures.conversations),
        questions: count(figures.questions),
        answers: count(figures.answers),
        unsure: count(figures.unsure),
        failed: count(figures.failed),
        thumbs_up: count(figures.thumbs_up),
        thumbs_down: count(figures.thumbs_down),
        leads: count(figures.leads),
        input_tokens: count(figures.input_tokens),
        output_tokens: count(figures.output_tokens),
    }
}
