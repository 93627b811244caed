//! Figures, and questions that were not answered well.

use parlor_shared::owner::{GapsReply, StatisticsReply};

use super::{
    failure::Failure,
    http::{self, escape, team_path},
};
use crate::i18n::zone;

/// Figures per day, in the browser's time zone. `from` and `to`: days, both included.
pub(crate) async fn statistics(from: String, to: String, widget: String) -> Result<StatisticsReply, Failure> {
    let zone = escape(&zone().await);
    let widget = if widget.is_empty() { String::new() } else { format!("&widget={}", escape(&widget)) };
    http::get(&team_path(&format!("/statistics?from={from}&to={to}&zone={zone}{widget}"))).await
}

/// Questions of the last 30 days that were not answered well, so many at most.
pub(crate) async fn gaps(take: u32) -> Result<GapsReply, Failure> {
    http::get(&team_path(&format!("/gaps?take={take}"))).await
}
