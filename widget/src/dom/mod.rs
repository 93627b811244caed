//! Building views out of elements and signals.
//!
//! Leptos owns the state: signals, effects, owners and their clean-up. Its `view!` types every element by its
//! attributes and children, which made this widget 180 kB (brotli); here all elements are one type, and all bindings
//! are effects of one type. Nothing is ever built from a string of markup.

mod element;
pub(crate) mod icons;
mod list;
mod slot;

pub(crate) use element::{El, button, el, keep, watch};
pub(crate) use icons::icon;
pub(crate) use list::list;
