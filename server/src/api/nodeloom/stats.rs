//! `GET …/widgets/{id}/stats`: a widget's figures.

use axum::{Json as Reply, extract::State};
use jiff::Timestamp;
use parlor_shared::vendor::nodeloom::{ErrorBody, StatsReply, TokenUsage};

use super::{auth::Dashboard, error::ApiError, widgets::WidgetPath};
use crate::{core::widget::WidgetStats, http::state::AppState};

const DAY: i64 = 24 * 3600;

/// Get usage statistics for a widget, counted now. "Today" begins at midnight UTC. Source: NodeLoom, "Get Widget Stats".
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/stats", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_stats", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = StatsReply),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn stats(
    State(state): State<AppState>,
    Dashboard(actor): Dashboard,
    WidgetPath { id }: WidgetPath,
) -> Result<Reply<StatsReply>, ApiError> {
    let admin = state.widget_admin(&actor);
    let widget = admin.widget(&id).await?;
    let counted = admin.statistics(&widget, midnight(state.clock.now())).await?;
    Ok(Reply(reply(counted)))
}

/// The start of the day, UTC.
fn midnight(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(DAY)).unwrap_or(Timestamp::MIN)
}

fn reply(stats: WidgetStats) -> StatsReply {
    StatsReply {
        total_sessions: stats.sessions,
        total_messages: stats.messages,
        avg_messages_per_session: average(stats.messages, stats.sessions),
        active_sessions_today: stats.active_since,
        token_usage: TokenUsage { input: stats.input_tokens, output: stats.output_tokens },
    }
}

/// To one decimal, halves up; 0 of nothing.
fn average(messages: u64, sessions: u64) -> f64 {
    let tenths = (messages.saturating_mul(20) + sessions).checked_div(sessions.saturating_mul(2)).unwrap_or_default();
    f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "tenths of small integers are what they are")]
    fn averages_have_one_decimal() {
        for (messages, sessions, expected) in
            [(8765, 1234, 7.1), (0, 0, 0.0), (0, 3, 0.0), (1, 3, 0.3), (2, 3, 0.7), (5, 4, 1.3), (6, 2, 3.0)]
        {
            assert_eq!(average(messages, sessions), expected, "{messages}/{sessions}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_utc() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(midnight(at("2026-02-17T23:59:59.999Z")), at("2026-02-17T00:00:00Z"));
        assert_eq!(midnight(at("2026-02-17T00:00:00Z")), at("2026-02-17T00:00:00Z"));
        assert_eq!(midnight(at("1969-12-31T10:00:00Z")), at("1969-12-31T00:00:00Z"));
    }
}
