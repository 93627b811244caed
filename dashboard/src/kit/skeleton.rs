//! The place of something that is not there yet, in its measures.

use leptos::prelude::*;

use crate::i18n::t;

/// Grey bars in the place of rows.
#[component]
pub(crate) fn Skeleton(
    /// Number of bars.
    #[prop(default = 6)]
    rows: usize,
) -> impl IntoView {
    let bar = |_| {
        let class = "bar";
        view! { <span class=class></span> }
    };
    view! {
        <div class="skeleton" aria-busy="true">
            <span class="visually-hidden">{t("loading")}</span>
            {(0..rows).map(bar).collect_view()}
        </div>
    }
}
