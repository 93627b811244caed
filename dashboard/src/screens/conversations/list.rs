//! The list.

use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use parlor_shared::{
    owner::ConversationItem,
    widget::{FeedbackValue, Role},
};

use crate::{
    api::{
        conversations::{self, Filter},
        widgets,
    },
    hooks::{keep_query, load, pages, settled},
    i18n::{ago, moment, t},
    kit::{Badge, Empty, Field, FieldKind, Icon, Page, Select, Shape, Tone, paged},
};

/// Rows of a page.
const ROWS: u32 = 50;

/// The screen. `?unsure` and `?rated=down` in the address choose filters.
#[component]
pub(crate) fn Conversations() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let typed = RwSignal::new(query.get("q").unwrap_or_default());
    let search = settled(typed);
    let rated = RwSignal::new(query.get("rated").unwrap_or_default());
    let unsure = RwSignal::new(query.get("unsure").is_some());
    let widget = RwSignal::new(query.get("widget").unwrap_or_default());
    let filter = Memo::new(move |_| Filter {
        search: search.get(),
        rated: rated.get(),
        unsure: unsure.get(),
        widget: widget.get(),
    });
    Effect::new(move |_| keep_query(&filter.get().query()));
    let list = pages(move |cursor| conversations::page(filter.get(), ROWS, cursor));
    let all = load(widgets::list);
    let any = |text: &'static str| (String::new(), t(text).to_owned());
    let widgets = Signal::derive(move || {
        let known = all.value().unwrap_or_default().into_iter().map(|widget| (widget.id, widget.name));
        std::iter::once(any("filter.widget.any")).chain(known).collect::<Vec<_>>()
    });
    let ratings = vec![
        any("filter.rated.any"),
        ("up".to_owned(), t("filter.rated.up").to_owned()),
        ("down".to_owned(), t("filter.rated.down").to_owned()),
    ];
    let table = move |rows: Vec<ConversationItem>| {
        if rows.is_empty() {
            let (title, text) = if filter.get() == Filter::default() {
                ("conversations.none.title", "conversations.none.text")
            } else {
                ("search.none.title", "search.none.text")
            };
            return view! { <div class="card"><Empty shape=Shape::Chat title=t(title) text=t(text)/></div> }.into_any();
        }
        view! { <ul class="card conversations">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Page title=t("nav.conversations").to_owned()>
            <div class="filters">
                <Field label=t("conversations.search") value=typed kind=FieldKind::Search placeholder=t("conversations.search") label_hidden=true/>
                <Select label=t("filter.widget") label_hidden=true choices=widgets value=widget on_choose=move |value| widget.set(value)/>
                <Select label=t("filter.rated") label_hidden=true choices=ratings value=rated on_choose=move |value| rated.set(value)/>
                <label class="check">
                    <input type="checkbox" prop:checked=move || unsure.get() on:change=move |event| unsure.set(event_target_checked(&event))/>
                    <span>{t("filter.unsure")}</span>
                </label>
            </div>
            {paged(list, table)}
        </Page>
    }
}

fn row(item: ConversationItem) -> impl IntoView {
    let who = item.visitor_name.unwrap_or_else(|| t("visitor").to_owned());
    let by = match item.last_role {
        Some(Role::Agent) => view! { <span class="muted">{t("conversations.agent")}": "</span> }.into_any(),
        _ => ().into_any(),
    };
    let shape = item.rating.map(|rating| match rating {
        FeedbackValue::Up => (Shape::Up, t("filter.rated.up")),
        FeedbackValue::Down => (Shape::Down, t("filter.rated.down")),
    });
    view! {
        <li>
            <A href=crate::api::screen(&format!("/conversations/{}", item.id)) attr:class="conversation">
                <span class="conversation-who" dir="auto">{who}</span>
                <span class="conversation-last" dir="auto">{by}{item.last_text}</span>
                <span class="conversation-marks">
                    {item.lead.then(|| view! { <Badge tone=Tone::Good text=t("conversations.lead")/> })}
                    {item.unsure.then(|| view! { <Badge tone=Tone::Warning text=t("conversations.unsure")/> })}
                    {shape.map(|(shape, text)| view! { <span title=text><Icon shape=shape/><span class="visually-hidden">{text}</span></span> })}
                </span>
                <span class="conversation-widget muted">{item.widget_name}</span>
                <span class="conversation-age muted" title=moment(&item.last_activity_at)>{ago(&item.last_activity_at)}</span>
            </A>
        </li>
    }
}
