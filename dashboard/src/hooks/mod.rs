//! The browser behind small functions.

mod address;
mod clipboard;
mod latest;
mod load;
mod pages;
mod settle;
mod storage;
mod submit;
mod theme;

pub(crate) use address::{keep_query, open, reload};
pub(crate) use clipboard::copy;
pub(crate) use load::{Load, load};
pub(crate) use pages::{Pages, pages};
pub(crate) use settle::settled;
pub(crate) use storage::{read, write};
pub(crate) use submit::{Submit, submission};
pub(crate) use theme::{Theme, choose_theme, chosen_theme};
