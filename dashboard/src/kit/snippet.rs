//! A text to copy.

use leptos::prelude::*;

use super::{button::Button, icon::Shape, toast::toast};
use crate::{hooks::copy, i18n::t};

/// A line of code with a button that copies it.
#[component]
pub(crate) fn Snippet(
    /// The name of the region.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let copied = text.clone();
    let press = move |()| {
        copy(&copied, |worked| toast(t(if worked { "copied" } else { "copy_failed" })));
    };
    view! {
        <div class="snippet">
            <pre tabindex="0" role="region" aria-label=label><code>{text}</code></pre>
            <Button text=t("copy").to_owned() icon=Shape::Copy on_press=press/>
        </div>
    }
}
