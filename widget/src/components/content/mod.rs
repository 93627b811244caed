//! A document of nodes as DOM, kept up to date by patches.
//!
//! Elements are created one by one; no string is ever parsed as markup. A patch changes only the nodes it does not
//! keep: the DOM of kept nodes stays, including selection and scroll positions.

mod address;
mod canvas;
mod copy;
mod element;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod zoom;

pub(crate) use canvas::Canvas;
pub(crate) use copy::copy_code;
pub(crate) use zoom::enlarge;
