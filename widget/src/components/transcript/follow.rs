//! Staying at the end of a growing transcript, unless the visitor reads further up.

use std::{cell::Cell, rc::Rc};

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
#[derive(Clone)]
pub(super) struct End {
    app: App,
    place: HtmlElement,
    /// The visitor has scrolled up.
    pub(super) away: RwSignal<bool>,
    /// Something came that has not been seen.
    pub(super) unseen: RwSignal<bool>,
    /// Where the transcript was scrolled to.
    top: Rc<Cell<i32>>,
    /// How high the transcript was, and its oldest row.
    before: Rc<Cell<(i32, Option<u32>)>>,
}

impl End {
    /// Watches `log` grow inside `place`, which scrolls.
    pub(super) fn follow(app: App, place: &HtmlElement, log: &HtmlElement) -> Self {
        let end = Self {
            app,
            place: place.clone(),
            away: RwSignal::new(false),
            unseen: RwSignal::new(false),
            top: Rc::default(),
            before: Rc::default(),
        };
        let (grown, told) = (end.clone(), end.clone());
        keep(Watch::new(&[place, log], move || grown.resized()));
        watch(move || {
            if app.said.get() > 0 {
                told.go();
            }
        });
        end
    }

    /// To the end, and stay there.
    pub(super) fn go(&self) {
        self.away.set(false);
        self.unseen.set(false);
        self.place.set_scroll_top(self.place.scroll_height());
    }

    /// The visitor, or we, scrolled.
    pub(super) fn scrolled(&self) {
        let top = self.place.scroll_top();
        let up = top < self.top.replace(top);
        let below = self.below();
        // Between our own scrolling and this event the answer may have grown: only going up is going away.
        if up && below && !self.away.get_untracked() {
            self.away.set(true);
        }
        if !below && self.away.get_untracked() {
            self.away.set(false);
        }
        if !below && self.unseen.get_untracked() {
            self.unseen.set(false);
        }
    }

    /// There is more below what is seen.
    fn below(&self) -> bool {
        self.place.scroll_height() - self.place.scroll_top() - self.place.client_height() > NEAR
    }

    fn resized(&self) {
        let place = &self.place;
        let (height, oldest) = (place.scroll_height(), self.app.rows.get_untracked().first().copied());
        let (before, oldest_before) = self.before.replace((height, oldest));
        let same_top = oldest == oldest_before;
        if !self.away.get_untracked() {
            if self.app.about.get_untracked().config.auto_scroll || !same_top {
                place.set_scroll_top(height);
            } else if self.below() {
                // The owner wants the transcript to stay where it is: the button tells that there is more.
                self.away.set(true);
                self.unseen.set(true);
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
