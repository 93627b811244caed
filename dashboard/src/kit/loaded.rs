//! Data from the server: a skeleton, the thing itself, or what went wrong with a button that tries again.

use leptos::prelude::*;

use super::{
    button::Button,
    icon::{Icon, Shape},
    skeleton::Skeleton,
};
use crate::{
    api::Failure,
    hooks::{Load, Pages},
    i18n::t,
};

/// The cause of a failure, and a button that tries again.
#[component]
pub(crate) fn Failed(
    /// The cause.
    failure: Failure,
    /// Tries again.
    #[prop(into)]
    on_again: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="failed" role="alert">
            <Icon shape=Shape::Warning/>
            <p>{failure.text()}</p>
            <Button text=t("again").to_owned() on_press=on_again/>
        </div>
    }
}

/// Draws a value from the server, with `rows` grey bars until it is there.
pub(crate) fn loaded<T, V, F>(of: Load<T>, rows: usize, draw: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Send + 'static,
{
    move || match of.result.get() {
        None => view! { <div class="card"><Skeleton rows=rows/></div> }.into_any(),
        Some(Err(failure)) => view! { <Failed failure=failure on_again=move |()| of.reload()/> }.into_any(),
        Some(Ok(value)) => draw(value).into_any(),
    }
}

/// Draws the rows read so far, and a button that reads more.
pub(crate) fn paged<T, V, F>(of: Pages<T>, draw: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(Vec<T>) -> V + Send + 'static,
{
    let rows = move || match (of.rows.get(), of.failure.get()) {
        (None, Some(failure)) => view! { <Failed failure=failure on_again=move |()| of.again()/> }.into_any(),
        (None, None) => view! { <div class="card"><Skeleton rows=8/></div> }.into_any(),
        (Some(rows), _) => draw(rows).into_any(),
    };
    let rest = move || {
        of.rows.get().as_ref()?;
        if let Some(failure) = of.failure.get() {
            return Some(view! { <Failed failure=failure on_again=move |()| of.again()/> }.into_any());
        }
        of.has_more().then(|| {
            let more = view! { <Button text=t("more").to_owned() busy=of.is_reading on_press=move |()| of.more()/> };
            view! { <div class="more">{more}</div> }.into_any()
        })
    };
    view! { {rows} {rest} }
}
