//! The screens and their addresses.

use leptos::prelude::*;
use leptos_router::{
    components::{A, FlatRoutes, Route, Router},
    path,
};

use super::{later::Later, parts, sidebar::Sidebar};
use crate::{
    api::base,
    i18n::t,
    kit::{Empty, Page, Shape},
};

/// Sidebar and screen.
#[component]
pub(super) fn Screens() -> impl IntoView {
    let main = NodeRef::<leptos::html::Main>::new();
    // The router takes clicks on links for changes of the screen, and the focus would stay.
    let skip = move |click: leptos::ev::MouseEvent| {
        click.prevent_default();
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    view! {
        <Router base=format!("{}/dashboard", base())>
            <a class="skip" href="#main" on:click=skip>{t("skip")}</a>
            <div class="shell">
                <Sidebar/>
                <main class="main" id="main" tabindex="-1" node_ref=main>
                    <FlatRoutes fallback=|| view! { <Nowhere/> }>
                        <Route path=path!("") view=|| view! { <Later fetch=parts::home/> }/>
                        <Route path=path!("/conversations") view=|| view! { <Later fetch=parts::conversations/> }/>
                        <Route path=path!("/conversations/:id") view=|| view! { <Later fetch=parts::conversation/> }/>
                        <Route path=path!("/leads") view=|| view! { <Later fetch=parts::leads/> }/>
                        <Route path=path!("/gaps") view=|| view! { <Later fetch=parts::gaps/> }/>
                        <Route path=path!("/agents") view=|| view! { <Later fetch=parts::agents/> }/>
                        <Route path=path!("/agents/:id") view=|| view! { <Later fetch=parts::agent/> }/>
                        <Route path=path!("/widgets") view=|| view! { <Later fetch=parts::widgets/> }/>
                        <Route path=path!("/widgets/:id") view=|| view! { <Later fetch=parts::widget/> }/>
                        <Route path=path!("/statistics") view=|| view! { <Later fetch=parts::statistics/> }/>
                        <Route path=path!("/team") view=|| view! { <Later fetch=parts::team/> }/>
                        <Route path=path!("/settings") view=|| view! { <Later fetch=parts::settings/> }/>
                        <Route path=path!("/_kit") view=Components/>
                    </FlatRoutes>
                </main>
            </div>
        </Router>
    }
}

/// Every component, where the server is a debug build.
#[component]
fn Components() -> impl IntoView {
    let is_debug = document().document_element().is_some_and(|root| root.has_attribute("data-debug"));
    if is_debug { view! { <Later fetch=parts::kit/> }.into_any() } else { view! { <Nowhere/> }.into_any() }
}

/// An address of no screen.
#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <Page title=t("nowhere.title").to_owned()>
            <div class="card">
                <Empty shape=Shape::Gap title=t("nowhere.title") text=t("nowhere.text")>
                    <A href=crate::api::screen("/") attr:class="button">{t("nav.home")}</A>
                </Empty>
            </div>
        </Page>
    }
}
