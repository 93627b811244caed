//! Parts of the program that are fetched when one of their screens is first shown.
//!
//! `wasm-split-cli` cuts the program at these functions when the bundle is packed: what only the screens of one part use is a
//! file of its own. Home, the sign-in and what all share come with the first screen.

use std::pin::Pin;

use leptos::{prelude::*, wasm_split::SplitLoaderError};

use crate::{screens, task::next_task};

/// Draws a screen.
pub(super) type Draw = fn() -> AnyView;
/// Fetches the code of a screen.
pub(super) type Fetch = fn() -> Pin<Box<dyn Future<Output = Result<Draw, SplitLoaderError>>>>;

/// A screen whose code is in a part: `name: part, Component`.
macro_rules! screen {
    ($name:ident: $part:ident, $screen:ident) => {
        #[doc = concat!("Fetches [`screens::", stringify!($screen), "`].")]
        pub(super) fn $name() -> Pin<Box<dyn Future<Output = Result<Draw, SplitLoaderError>>>> {
            #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, fallible)]
            fn $name() -> Result<Draw, SplitLoaderError> {
                Ok(|| view! { <screens::$screen/> }.into_any())
            }
            Box::pin($name())
        }
    };
}

/// Home is in the program itself; it is drawn in a task of its own.
pub(super) fn home() -> Pin<Box<dyn Future<Output = Result<Draw, SplitLoaderError>>>> {
    Box::pin(async {
        next_task().await;
        let draw: Draw = || view! { <screens::Home/> }.into_any();
        Ok(draw)
    })
}

screen!(conversations: talk, Conversations);
screen!(conversation: talk, Conversation);
screen!(gaps: talk, Gaps);
screen!(leads: talk, Leads);
screen!(agents: build, Agents);
screen!(agent: build, Agent);
screen!(widgets: build, Widgets);
screen!(widget: build, Widget);
screen!(statistics: talk, Statistics);
screen!(team: build, Team);
screen!(settings: build, Settings);
screen!(kit: build, Kit);
