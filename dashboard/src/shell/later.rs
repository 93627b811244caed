//! A screen whose code may still have to be fetched.

use leptos::{prelude::*, task::spawn_local};

use super::parts::{Draw, Fetch};
use crate::{
    api::Failure,
    kit::{Failed, Skeleton},
};

/// Shows a screen once its code is there, and until then its frame.
#[component]
pub(super) fn Later(
    /// Fetches the code.
    fetch: Fetch,
) -> impl IntoView {
    let drawn = RwSignal::new(None::<Result<Draw, Failure>>);
    let get = move |()| {
        drawn.set(None);
        spawn_local(async move { _ = drawn.try_set(Some(fetch().await.map_err(|_| Failure::Offline))) });
    };
    get(());
    move || match drawn.get() {
        Some(Ok(draw)) => draw(),
        Some(Err(failure)) => view! { <div class="page"><Failed failure=failure on_again=get/></div> }.into_any(),
        None => {
            let (head, title) = ("page-head", "bar bar-title");
            view! {
                <div class="page">
                    <div class=head aria-hidden="true"><span class=title></span></div>
                    <div class="card"><Skeleton rows=7/></div>
                </div>
            }
            .into_any()
        }
    }
}
