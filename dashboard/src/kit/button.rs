//! Buttons.

use leptos::prelude::*;

use super::icon::{Icon, Shape};

/// Weight of a button. A screen has one primary button at most.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Look {
    /// The screen's purpose.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// In rows and beside headings: no border until it is pointed at.
    Quiet,
    /// Destroys something.
    Danger,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button with a text, and a picture before it if there is one.
#[component]
pub(crate) fn Button(
    /// Its text; also what screen readers say.
    #[prop(into)]
    text: Signal<String>,
    /// Its weight.
    #[prop(optional)]
    look: Look,
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<Shape>,
    /// Only the picture is visible.
    #[prop(optional)]
    icon_only: bool,
    /// Submits the form around it.
    #[prop(optional)]
    submits: bool,
    /// Something is on its way: a press does nothing.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// It cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called at a press.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |_| {
        if let Some(on_press) = on_press.filter(|_| !busy.get_untracked()) {
            on_press.run(());
        }
    };
    let label = move || if icon_only { "visually-hidden" } else { "button-text" };
    view! {
        <button
            type=if submits { "submit" } else { "button" }
            class=look.class()
            class:button-icon=icon_only
            aria-busy=move || busy.get().to_string()
            disabled=move || disabled.get()
            title=move || icon_only.then(|| text.get())
            on:click=press
        >
            {icon.map(|shape| view! { <Icon shape=shape/> })}
            <span class=label>{move || text.get()}</span>
        </button>
    }
}
