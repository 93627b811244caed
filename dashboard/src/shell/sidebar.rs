//! The way to every screen.

use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use crate::{
    api::{self, Failure},
    hooks::{self, Theme, choose_theme, chosen_theme, open, reload},
    i18n::t,
    kit::{Button, Icon, Look, Select, Shape, toast},
    session::OwnerSession,
};

/// Screens in the order of the sidebar: path, text, picture.
const SCREENS: [(&str, &str, Shape); 9] = [
    ("/", "nav.home", Shape::Home),
    ("/conversations", "nav.conversations", Shape::Chat),
    ("/leads", "nav.leads", Shape::Person),
    ("/gaps", "nav.gaps", Shape::Gap),
    ("/agents", "nav.agents", Shape::Spark),
    ("/widgets", "nav.widgets", Shape::Window),
    ("/statistics", "nav.statistics", Shape::Chart),
    ("/team", "nav.team", Shape::People),
    ("/settings", "nav.settings", Shape::Gear),
];

/// The sidebar; on a phone it is behind a button.
#[component]
pub(super) fn Sidebar() -> impl IntoView {
    let session = OwnerSession::of_screen();
    let unfolded = RwSignal::new(false);
    let path = use_location().pathname;
    // Another screen closes it.
    Effect::new(move |_| {
        path.track();
        unfolded.set(false);
    });
    let link = |(path, text, shape): (&'static str, &'static str, Shape)| {
        view! {
            <li><A href=crate::api::screen(path) exact={path == "/"} attr:class="nav-link"><Icon shape=shape/><span>{t(text)}</span></A></li>
        }
    };
    view! {
        <aside class="sidebar" class:sidebar-open=move || unfolded.get()>
            <div class="sidebar-top">
                <p class="brand"><Mark/>"Parlor"</p>
                <button type="button" class="button button-quiet menu" aria-expanded=move || unfolded.get().to_string()
                    aria-controls="nav" on:click=move |_| unfolded.update(|it| *it = !*it)>
                    <Icon shape=Shape::Menu/><span class="visually-hidden">{t("nav.menu")}</span>
                </button>
            </div>
            <nav id="nav" class="nav" aria-label=t("nav.label")>
                <Teams/>
                <ul>{SCREENS.map(link).collect_view()}</ul>
            </nav>
            <div class="sidebar-foot">
                <span class="who" title=session.me.with_value(|me| me.email.clone())>{session.me.with_value(|me| me.name.clone())}</span>
                <ThemeSwitch/>
                <Button text=t("sign_out").to_owned() icon=Shape::Leave icon_only=true look=Look::Quiet on_press=|()| sign_out()/>
            </div>
        </aside>
    }
}

/// The mark of Parlor.
#[component]
fn Mark() -> impl IntoView {
    let class = "brand-mark";
    view! { <span class=class aria-hidden="true"></span> }
}

/// The team's name, or a choice between several.
#[component]
fn Teams() -> impl IntoView {
    let session = OwnerSession::of_screen();
    let teams = session.me.with_value(|me| me.teams.clone());
    let own = session.team.with_value(|team| team.id.as_str().to_owned());
    if teams.len() < 2 {
        return view! { <p class="team-name">{session.team.with_value(|team| team.name.clone())}</p> }.into_any();
    }
    let choices: Vec<_> = teams.into_iter().map(|team| (String::from(team.id), team.name)).collect();
    let choose = move |team: String| {
        hooks::write("team", Some(&team));
        // The other team may not have the thing that this screen is about.
        open(&api::screen("/"));
    };
    view! { <Select label=t("nav.team_choice") label_hidden=true choices=choices value=own on_choose=choose/> }
        .into_any()
}

/// Switches between light and dark.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let press = move |()| choose_theme(if is_dark() { Theme::Light } else { Theme::Dark });
    move || {
        let (text, shape) = if is_dark() { ("theme.to_light", Shape::Sun) } else { ("theme.to_dark", Shape::Moon) };
        view! { <Button text=t(text).to_owned() icon=shape icon_only=true look=Look::Quiet on_press=press/> }
    }
}

fn is_dark() -> bool {
    match chosen_theme() {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::System => {
            window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
        }
    }
}

fn sign_out() {
    leptos::task::spawn_local(async {
        match api::account::sign_out().await {
            // It may have ended before.
            Ok(()) | Err(Failure::SignedOut) => reload(),
            Err(failure) => toast(failure.text()),
        }
    });
}
