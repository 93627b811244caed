//! Small components that know nothing of Parlor. `/dashboard/_kit` shows them all in debug builds.

mod badge;
mod button;
mod chart;
mod confirm;
mod dialog;
mod empty;
mod field;
mod icon;
mod loaded;
mod page;
mod select;
mod skeleton;
mod snippet;
mod tabs;
mod toast;

pub(crate) use badge::{Badge, Tone};
pub(crate) use button::{Button, Look};
pub(crate) use chart::{Bar, Chart};
pub(crate) use confirm::Confirm;
pub(crate) use dialog::Dialog;
pub(crate) use empty::Empty;
pub(crate) use field::{Field, FieldKind};
pub(crate) use icon::{Icon, Shape};
pub(crate) use loaded::{Failed, loaded, paged};
pub(crate) use page::{Page, Problem};
pub(crate) use select::Select;
pub(crate) use skeleton::Skeleton;
pub(crate) use snippet::Snippet;
pub(crate) use tabs::{Panel, Tabs};
pub(crate) use toast::{Toasts, toast};
