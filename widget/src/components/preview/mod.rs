//! Preview of a link, as a card.

use parlor_shared::content::LinkPreview;

use crate::{
    dom::{El, el},
    state::Settings,
};

/// Creates a card that is one link. Its picture is decoration: the server re-encoded it, from a page by an unknown
/// author.
pub(super) fn card(settings: &Settings, preview: &LinkPreview) -> El {
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
        Some(image) => card.child(el("img", "").attr("alt", "").attr("src", &settings.on_server(image))),
        None => card,
    }
}

/// Returns the site's name with its host. The host is always shown, because the name is chosen by the page's author.
fn site(preview: &LinkPreview) -> String {
    match &preview.site_name {
        Some(name) if *name != preview.host => [name, " · ", &preview.host].concat(),
        _ => preview.host.clone(),
    }
}
