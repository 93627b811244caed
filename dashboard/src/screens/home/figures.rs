//! Five numbers with the change since the time before.

use leptos::prelude::*;
use parlor_shared::owner::Figures;

use crate::i18n::{compact, fill, percent, t};

/// Draws them.
pub(crate) fn figures(now: Figures, before: Figures) -> impl IntoView {
    let solved = |figures: Figures| figures.answers.saturating_sub(figures.unsure);
    let tiles = [
        ("figures.conversations", now.conversations, before.conversations),
        ("figures.answers", now.answers, before.answers),
        ("figures.sure", solved(now), solved(before)),
        ("figures.thumbs_up", now.thumbs_up, before.thumbs_up),
        ("figures.leads", now.leads, before.leads),
    ];
    let tile = |(name, now, before): (&'static str, u64, u64)| {
        view! {
            <div class="tile"><dt>{t(name)}</dt><dd>{compact(now)}</dd>
                {change(now, before).map(|change| view! { <dd class="change">{change}</dd> })}</div>
        }
    };
    view! { <dl class="tiles">{tiles.map(tile).collect_view()}</dl> }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn change(now: u64, before: u64) -> Option<String> {
    if before == 0 {
        return None;
    }
    let share = (now as f64 - before as f64) / before as f64;
    let sign = if share > 0.0 { "+" } else { "" };
    Some(fill("figures.change", &[("change", &format!("{sign}{}", percent(share)))]))
}
