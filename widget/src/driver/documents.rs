//! Documents of answers, each on the canvas of its row.

use crate::reactive::prelude::*;
use web_sys::HtmlElement;

use super::app::App;
use crate::{
    chat::{Chat, Key},
    components::Canvas,
};

impl App {
    /// Draws a row's document into `element` and keeps it up to date until [`App::detach`].
    pub(super) fn attach(self, key: Key, element: &HtmlElement) {
        let texts = self.view.texts;
        let math = self.view.settings.try_with_untracked(|about| about.config.math).unwrap_or_default();
        self.update(|inner| {
            let mut canvas = Canvas::new(element, &inner.api.host, texts, math);
            canvas.redraw(inner.chat.nodes(key));
            inner.canvases.push((key, canvas));
        });
    }

    /// Stops drawing a row's document.
    pub(super) fn detach(self, key: Key) {
        self.update(|inner| inner.canvases.retain(|(other, _)| *other != key));
    }

    pub(super) fn draw(self, key: Key, draw: impl FnOnce(&mut Canvas, &Chat)) {
        self.update(|inner| {
            if let Some((_, canvas)) = inner.canvases.iter_mut().find(|(other, _)| *other == key) {
                draw(canvas, &inner.chat);
            }
        });
    }
}
