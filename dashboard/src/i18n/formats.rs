//! The browser's formatters. Making one takes milliseconds, so each is made once.

use std::{cell::RefCell, collections::HashMap};

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use super::texts::language;

/// A way to write something.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum IntlFormat {
    /// `1,234`.
    Number,
    /// `1.2K`.
    Compact,
    /// `42 %`.
    Percent,
    /// `12 Mar 2026`.
    Date,
    /// `12 Mar`, of a day in UTC.
    Day,
    /// `12 Mar 2026, 14:05`.
    Moment,
}

thread_local! {
    static MADE: RefCell<HashMap<IntlFormat, Function>> = RefCell::new(HashMap::new());
}

impl IntlFormat {
    /// The value as the owner's language writes it; empty if the browser cannot.
    pub(super) fn write(self, value: &JsValue) -> String {
        let format = MADE.with_borrow_mut(|made| made.entry(self).or_insert_with(|| self.make()).clone());
        format.call1(&JsValue::NULL, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
    }

    fn make(self) -> Function {
        let (languages, settings) = (Array::of1(&language().into()), self.settings());
        match self {
            Self::Number | Self::Compact | Self::Percent => Intl::NumberFormat::new(&languages, &settings).format(),
            Self::Date | Self::Day | Self::Moment => Intl::DateTimeFormat::new(&languages, &settings).format(),
        }
    }

    fn settings(self) -> Object {
        let text = |text: &'static str| JsValue::from_str(text);
        let day = [("day", text("numeric")), ("month", text("short"))];
        let year = ("year", text("numeric"));
        match self {
            Self::Number => object([]),
            Self::Compact => object([("notation", text("compact")), ("maximumFractionDigits", 1.into())]),
            Self::Percent => object([("style", text("percent")), ("maximumFractionDigits", 0.into())]),
            Self::Date => object(day.into_iter().chain([year])),
            Self::Day => object(day.into_iter().chain([("timeZone", text("UTC"))])),
            Self::Moment => {
                object(day.into_iter().chain([year, ("hour", text("2-digit")), ("minute", text("2-digit"))]))
            }
        }
    }
}

/// An object with these properties.
pub(super) fn object(properties: impl IntoIterator<Item = (&'static str, JsValue)>) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
    }
    object
}
