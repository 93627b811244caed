//! Texts in the owner's language, and numbers and times as they are written there.

mod counts;
mod figures;
mod formats;
#[cfg(test)]
mod tests;
mod texts;
mod times;

pub(crate) use counts::count;
pub(crate) use figures::{compact, number, percent};
pub(crate) use texts::{LANGUAGES, fill, language, start, t};
pub(crate) use times::{ago, date, day, moment, zone};
