//! Statistics: figures per day.

use leptos::prelude::*;
use parlor_shared::owner::{DayFigures, StatisticsReply};

use super::home::{ago_days, figures, today};
use crate::{
    api::{reports, widgets},
    hooks::load,
    i18n::{day, fill, t},
    kit::{Bar, Chart, Page, Select, loaded},
};

/// Times to choose from: days and text.
const SPANS: [(&str, &str); 3] = [("7", "span.7"), ("30", "span.30"), ("90", "span.90")];

/// The screen.
#[component]
pub(crate) fn Statistics() -> impl IntoView {
    let (span, widget) = (RwSignal::new("30".to_owned()), RwSignal::new(String::new()));
    let report = load(move || {
        let days: u32 = span.get().parse().unwrap_or(30);
        reports::statistics(ago_days(days - 1), today(), widget.get())
    });
    let all = load(widgets::list);
    let widgets = Signal::derive(move || {
        let known = all.value().unwrap_or_default().into_iter().map(|widget| (widget.id, widget.name));
        std::iter::once((String::new(), t("filter.widget.any").to_owned())).chain(known).collect::<Vec<_>>()
    });
    let spans: Vec<_> = SPANS.map(|(days, text)| (days.to_owned(), t(text).to_owned())).to_vec();
    view! {
        <Page title=t("nav.statistics").to_owned()>
            <div class="filters">
                <Select label=t("span") label_hidden=true choices=spans value=span on_choose=move |days| span.set(days)/>
                <Select label=t("filter.widget") label_hidden=true choices=widgets value=widget on_choose=move |id| widget.set(id)/>
            </div>
            {loaded(report, 8, charts)}
        </Page>
    }
}

fn charts(report: StatisticsReply) -> impl IntoView {
    type Figure = fn(&DayFigures) -> u64;
    let shown: [(&'static str, Figure); 6] = [
        ("figures.conversations", |day| day.figures.conversations),
        ("figures.answers", |day| day.figures.answers),
        ("figures.unsure", |day| day.figures.unsure),
        ("figures.thumbs_down", |day| day.figures.thumbs_down),
        ("figures.leads", |day| day.figures.leads),
        ("figures.tokens", |day| day.figures.input_tokens + day.figures.output_tokens),
    ];
    let days = report.days;
    let chart = move |(title, figure): (&'static str, Figure)| {
        let bars = days.iter().map(|at| Bar { label: day(&at.day), value: figure(at) }).collect();
        view! { <section class="card card-body"><Chart title=t(title) across=t("figures.day") bars=bars/></section> }
    };
    let charts = shown.map(chart).collect_view();
    view! { {figures(report.total, report.before)} <div class="halves">{charts}</div> <p class="hint">{fill("statistics.zone", &[("zone", &report.zone)])}</p> }
}
