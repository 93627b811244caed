//! A list with nothing in it, and what to do about it.

use leptos::prelude::*;

use super::icon::{Icon, Shape};

/// An empty list.
#[component]
pub(crate) fn Empty(
    /// A picture of what is missing.
    shape: Shape,
    /// The thing that is missing.
    #[prop(into)]
    title: String,
    /// Why, and what comes next.
    #[prop(into)]
    text: String,
    /// A button or a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon shape=shape/></span>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
