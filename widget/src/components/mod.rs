//! What is drawn: a folder per component, with its view and its style.
//!
//! Every `view!` names a global class (`class = "p"`): without one Leptos builds static parts with `innerHTML`,
//! which pages with Trusted Types forbid.

mod composer;
mod content;
mod feedback;
mod frame;
mod header;
mod icon;
mod message;
mod notice;
mod transcript;

pub(crate) use content::{Canvas, copy_code};
pub(crate) use frame::{Frame, FrameProps};
