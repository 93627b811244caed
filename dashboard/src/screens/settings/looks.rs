//! Language and theme, kept in this browser.

use leptos::prelude::*;

use crate::{
    hooks::{self, Theme, choose_theme, chosen_theme},
    i18n::{LANGUAGES, language, t},
    kit::Select,
};

/// The two choices.
#[component]
pub(super) fn Looks() -> impl IntoView {
    let theme = Signal::derive(|| chosen_theme().name().to_owned());
    let themes = [("system", "theme.system"), ("light", "theme.light"), ("dark", "theme.dark")];
    let themes: Vec<_> = themes.map(|(name, text)| (name.to_owned(), t(text).to_owned())).to_vec();
    let languages: Vec<_> = LANGUAGES.map(|(tag, name, _)| (tag.to_owned(), name.to_owned())).to_vec();
    let speak = |tag: String| {
        hooks::write("language", Some(&tag));
        hooks::reload();
    };
    let look = |name: String| choose_theme(Theme::named(&name));
    view! {
        <section class="card card-body">
            <h2>{t("looks.title")}</h2>
            <p class="hint">{t("looks.hint")}</p>
            <div class="columns">
                <Select label=t("looks.language") choices=languages value=language().to_owned() on_choose=speak/>
                <Select label=t("looks.theme") choices=themes value=theme on_choose=look/>
            </div>
        </section>
    }
}
