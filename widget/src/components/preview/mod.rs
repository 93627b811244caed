//! What is behind a link, as a card.

use parlor_shared::content::LinkPreview;

use crate::{
    dom::{El, el},
    driver::App,
};

/// A card that is one link. Its picture is decoration: the server drew it, from a page anybody may have made.
pub(super) fn card(app: App, preview: &LinkPreview) -> El {
    let line = |class, text: &str| el("span", class).attr("dir", "auto").text(text);
    let mut words = el("span", "words").child(line("site", &site(preview))).child(line("headline", &preview.title));
    if let Some(text) = &preview.description {
        words = words.child(line("about", text));
    }
    let card = el("a", "preview")
        .attr("href", &preview.url)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer nofollow ugc")
        .child(words);
    match &preview.image {
        Some(image) => card.child(el("img", "").attr("alt", "").attr("src", &app.options().on_server(image))),
        None => card,
    }
}

/// The host is always told: a name is what others wrote.
fn site(preview: &LinkPreview) -> String {
    match &preview.site_name {
        Some(name) if *name != preview.host => [name, " · ", &preview.host].concat(),
        _ => preview.host.clone(),
    }
}
