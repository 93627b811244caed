//! Keeping the end of a growing transcript in view, unless the visitor reads further up.

use std::{cell::Cell, rc::Rc};

use crate::reactive::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{HtmlElement, ResizeObserver};

use crate::{
    dom::{keep, watch},
    state::{ConversationState, SettingsSignal},
};

/// Distance from the end, in pixels, that still counts as the end.
const NEAR: i32 = 40;

/// Scroll position of the transcript.
#[derive(Clone)]
pub(super) struct End {
    conversation: ConversationState,
    settings: SettingsSignal,
    place: HtmlElement,
    /// The visitor has scrolled up.
    pub(super) away: RwSignal<bool>,
    /// New content has not been seen.
    pub(super) unseen: RwSignal<bool>,
    /// The last scroll position.
    top: Rc<Cell<i32>>,
    /// The last height of the transcript, and its oldest row.
    before: Rc<Cell<(i32, Option<u32>)>>,
}

impl End {
    /// Watches `log` grow inside `place`, which scrolls.
    pub(super) fn follow(
        conversation: ConversationState,
        settings: SettingsSignal,
        place: &HtmlElement,
        log: &HtmlElement,
    ) -> Self {
        let end = Self {
            conversation,
            settings,
            place: place.clone(),
            away: RwSignal::new(false),
            unseen: RwSignal::new(false),
            top: Rc::default(),
            before: Rc::default(),
        };
        let (grown, told) = (end.clone(), end.clone());
        keep(SizeObserver::new(&[place, log], move || grown.resized()));
        watch(move || {
            if conversation.sent.get() > 0 {
                told.go();
            }
        });
        end
    }

    /// Scrolls to the end and stays there.
    pub(super) fn go(&self) {
        self.away.set(false);
        self.unseen.set(false);
        self.place.set_scroll_top(self.place.scroll_height());
    }

    /// Handles scrolling by the visitor or by this code.
    pub(super) fn scrolled(&self) {
        let top = self.place.scroll_top();
        let up = top < self.top.replace(top);
        let below = self.below();
        // The answer may have grown between the scrolling and this event: only scrolling up counts as leaving the end.
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

    /// Returns true if there is content below the visible part.
    fn below(&self) -> bool {
        self.place.scroll_height() - self.place.scroll_top() - self.place.client_height() > NEAR
    }

    fn resized(&self) {
        let place = &self.place;
        let (height, oldest) = (place.scroll_height(), self.conversation.oldest());
        let (before, oldest_before) = self.before.replace((height, oldest));
        let same_top = oldest == oldest_before;
        if !self.away.get_untracked() {
            if self.settings.get_untracked().config.auto_scroll || !same_top {
                place.set_scroll_top(height);
            } else if self.below() {
                // The owner wants the transcript to stay in place: the button shows that there is more.
                self.away.set(true);
                self.unseen.set(true);
            }
        } else if !same_top {
            // Older messages were added above: the visible part stays in place.
            place.set_scroll_top(place.scroll_top() + height - before);
        } else if height > before {
            self.unseen.set(true);
        }
    }
}

/// Calls back whenever one of the elements changes its size, until dropped.
struct SizeObserver {
    observer: ResizeObserver,
    _call: Closure<dyn FnMut()>,
}

impl SizeObserver {
    fn new(elements: &[&HtmlElement], call: impl FnMut() + 'static) -> Option<Self> {
        let call = Closure::<dyn FnMut()>::new(call);
        let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok()?;
        for element in elements {
            observer.observe(element);
        }
        Some(Self { observer, _call: call })
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
