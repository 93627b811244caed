//! Bars over days, as SVG, with the same figures as a table behind it.

use leptos::prelude::*;

use crate::i18n::{number, t};

/// Size of the drawing in its own units; it is stretched to its place.
const WIDTH: f64 = 720.0;
/// See `WIDTH`.
const HEIGHT: f64 = 160.0;

/// One bar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Bar {
    /// Below it.
    pub(crate) label: String,
    /// Its height.
    pub(crate) value: u64,
}

/// A bar chart.
#[component]
pub(crate) fn Chart(
    /// The subject of the chart.
    #[prop(into)]
    title: String,
    /// The name of the axis that the bars stand on.
    #[prop(into)]
    across: String,
    /// The bars, from left to right.
    bars: Vec<Bar>,
) -> impl IntoView {
    let region = title.clone();
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    let top = nice(most);
    let sum = bars.iter().map(|bar| bar.value).sum();
    let ends = bars.first().zip(bars.last()).map(|(first, last)| (first.label.clone(), last.label.clone()));
    let drawn = shapes(&bars, top);
    let row = |bar: &Bar| view! { <tr><th scope="row">{bar.label.clone()}</th><td class="number">{number(bar.value)}</td></tr> };
    let rows = bars.iter().map(row).collect_view();
    view! {
        <figure class="chart">
            <figcaption class="chart-head"><span>{title.clone()}</span><span>{number(sum)}</span></figcaption>
            <div class="chart-area" aria-hidden="true">
                <span class="chart-top">{number(top)}</span>
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">{drawn}</svg>
            </div>
            {ends.map(|(first, last)| view! { <div class="chart-ends" aria-hidden="true"><span>{first}</span><span>{last}</span></div> })}
            <details class="chart-table">
                <summary>{t("chart.table")}</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=region>
                    <table class="table">
                        <caption class="visually-hidden">{title}</caption>
                        <thead><tr><th scope="col">{across}</th><th scope="col" class="number">{t("chart.value")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
}

/// A round number that is not below the largest value: 1, 2 or 5 and zeros.
fn nice(most: u64) -> u64 {
    let mut scale = 1;
    loop {
        if let Some(found) = [1, 2, 5].iter().map(|step| step * scale).find(|top| *top >= most) {
            return found;
        }
        scale *= 10;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a drawing: counts are far below 2^53")]
fn shapes(bars: &[Bar], top: u64) -> impl IntoView + use<> {
    let step = WIDTH / bars.len().max(1) as f64;
    let gap = (step * 0.25).min(6.0);
    let line = |part: f64| {
        let y = (HEIGHT * part).to_string();
        view! { <line class="chart-line" x1="0" x2=WIDTH.to_string() y1=y.clone() y2=y/> }
    };
    let bar = move |(at, bar): (usize, &Bar)| {
        let height = if bar.value == 0 { 1.0 } else { (bar.value as f64 / top as f64 * (HEIGHT - 4.0)).max(2.0) };
        let class = if bar.value == 0 { "chart-none" } else { "chart-bar" };
        let x = (at as f64).mul_add(step, gap / 2.0).to_string();
        let said = format!("{}: {}", bar.label, number(bar.value));
        view! {
            <rect class=class x=x y=(HEIGHT - height).to_string() width=(step - gap).to_string() height=height.to_string()>
                <title>{said}</title>
            </rect>
        }
    };
    let lines = [0.02, 0.5].map(line).collect_view();
    let bars = bars.iter().enumerate().map(bar).collect_view();
    view! { <g>{lines}{bars}</g> }
}

#[cfg(test)]
mod tests {
    use super::nice;

    #[test]
    fn the_top_is_round_and_not_below_the_largest() {
        assert_eq!([0, 1, 3, 7, 11, 50, 51].map(nice), [1, 1, 5, 10, 20, 50, 100]);
    }
}
