//! Cards side by side: they scroll sideways by touch, wheel and arrow keys, and by two buttons.

use parlor_shared::content::Card;
use web_sys::HtmlElement;

use super::{
    super::{content::picture, tool},
    actions::{anchor, press},
};
use crate::{
    dom::{El, el, icons},
    driver::App,
};

/// A list of cards and, when there are several, buttons to leaf through them.
pub(super) fn carousel(app: App, cards: &[Card]) -> El {
    let track = el("ul", "cards")
        .attr("tabindex", "0")
        .attr_now("aria-label", app.t("suggestions"))
        .children(cards.iter().map(|one| card(app, one)));
    let (back, on) = (track.0.clone(), track.0.clone());
    let carousel = el("div", "carousel").child(track);
    if cards.len() < 2 {
        return carousel;
    }
    let leaf = el("div", "leaf").child(tool(app, "previous", icons::BACK, move || scroll(&back, -1.0))).child(tool(
        app,
        "next",
        icons::FORTH,
        move || scroll(&on, 1.0),
    ));
    carousel.child(leaf)
}

fn card(app: App, card: &Card) -> El {
    let title = card.link.as_ref().map_or_else(|| el("span", ""), |link| anchor("", link));
    let mut made = el("li", "card").attr("dir", "auto");
    if let Some(image) = card.image.as_ref().and_then(|src| picture(src, &card.alt, &app.options().host, app.texts)) {
        made = made.child(image);
    }
    made = made.child(el("p", "cardtitle").child(title.text(&card.title)));
    if !card.text.is_empty() {
        made = made.child(el("p", "cardtext").text(&card.text));
    }
    if card.buttons.is_empty() {
        return made;
    }
    made.child(el("div", "actions").children(card.buttons.iter().map(|one| press(app, one))))
}

/// One card on or back, in the direction of reading.
fn scroll(track: &HtmlElement, cards: f64) {
    let style = web_sys::window().and_then(|window| window.get_computed_style(track).ok().flatten());
    let direction = style.and_then(|style| style.get_property_value("direction").ok());
    let sign = if direction.as_deref() == Some("rtl") { -1.0 } else { 1.0 };
    let width = track.first_element_child().map_or(0, |card| card.client_width());
    track.scroll_by_with_x_and_y(f64::from(width) * sign * cards, 0.0);
}
