//! Staying at the end of a growing transcript, unless the visitor reads further up.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{HtmlElement, ResizeObserver};

use crate::{
    dom::{keep, watch},
    driver::App,
};

/// So near the end counts as the end.
const NEAR: i32 = 40;

/// Where the visitor looks.
#[derive(Clone, Copy)]
pub(super) struct End {
    app: App,
    place: StoredValue<HtmlElement, LocalStorage>,
    /// The visitor has scrolled up.
    pub(super) away: RwSignal<bool>,
    /// Something came that has not been seen.
    pub(super) unseen: RwSignal<bool>,
    height: StoredValue<i32>,
    oldest: StoredValue<Option<u32>>,
}

impl End {
    /// Watches `log` grow inside `place`, which scrolls.
    pub(super) fn follow(app: App, place: &HtmlElement, log: &HtmlElement) -> Self {
        let end = Self {
            app,
            place: StoredValue::new_local(place.clone()),
            away: RwSignal::new(false),
            unseen: RwSignal::new(false),
            height: StoredValue::new(0),
            oldest: StoredValue::new(None),
        };
        keep(Watch::new(&[place, log], move || end.resized()));
        watch(move || {
            if app.said.get() > 0 {
                end.go();
            }
        });
        end
    }

    /// To the end, and stay there.
    pub(super) fn go(self) {
        self.away.set(false);
        self.unseen.set(false);
        if let Some(place) = self.place.try_get_value() {
            place.set_scroll_top(place.scroll_height());
        }
    }

    /// The visitor, or we, scrolled.
    pub(super) fn scrolled(self) {
        let Some(place) = self.place.try_get_value() else { return };
        let away = place.scroll_height() - place.scroll_top() - place.client_height() > NEAR;
        if away != self.away.get_untracked() {
            self.away.set(away);
        }
        if !away && self.unseen.get_untracked() {
            self.unseen.set(false);
        }
    }

    fn resized(self) {
        let Some(place) = self.place.try_get_value() else { return };
        let (height, before) = (place.scroll_height(), self.height.get_value());
        self.height.set_value(height);
        let oldest = self.app.rows.with_untracked(|rows| rows.first().copied());
        let same_top = self.oldest.get_value() == oldest;
        self.oldest.set_value(oldest);
        if !self.away.get_untracked() {
            if self.app.about.with_untracked(|about| about.config.auto_scroll) || !same_top {
                place.set_scroll_top(height);
            }
        } else if !same_top {
            // Older messages came in above: what was being read stays where it is.
            place.set_scroll_top(place.scroll_top() + height - before);
        } else if height > before {
            self.unseen.set(true);
        }
    }
}

/// Calls back whenever one of the elements changes its size, until dropped.
struct Watch {
    observer: ResizeObserver,
    _call: Closure<dyn FnMut()>,
}

impl Watch {
    fn new(elements: &[&HtmlElement], call: impl FnMut() + 'static) -> Option<Self> {
        let call = Closure::<dyn FnMut()>::new(call);
        let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok()?;
        for element in elements {
            observer.observe(element);
        }
        Some(Self { observer, _call: call })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
