//! Parlor's dashboard: all that an owner does, in a browser.
//!
//! The server paints the frame (`server/src/api/dashboard`); this program takes its place once it knows who is signed in. It
//! draws with Leptos' `view!` and talks to the owner's API with the types of [`parlor_shared::owner`].
//!
//! | Module | Holds |
//! |---|---|
//! | `api` | requests to the owner's API, one file per thing |
//! | `hooks` | the browser: storage, clipboard, data that is loading |
//! | `i18n` | texts in the owner's language, numbers and times as they are written there |
//! | `kit` | small components that know nothing of Parlor |
//! | `content` | answers, drawn from their nodes |
//! | `task` | turns of the browser between pieces of work |
//! | `session` | who is signed in, and for which team |
//! | `screens` | a folder per screen |
//! | `shell` | sidebar, sign-in, routes |
//!
//! ```text
//! task <- i18n <- api <- hooks <- { kit, session }, content <- screens <- shell <- lib
//! ```
//!
//! No element of a view may be the same in every case (`<span class="dot"></span>` inside another element): Leptos makes such
//! elements with `innerHTML`, which the page's policy forbids. Packing the bundle fails when one is there.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the browser's half is not called natively"))]
#![allow(clippy::needless_pass_by_value, reason = "a component owns what it is given")]
#![allow(unreachable_pub, reason = "the components' macro writes `pub`")]

mod api;
mod content;
mod hooks;
mod i18n;
mod kit;
mod screens;
mod session;
mod shell;
mod task;

use futures_util::future::join;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::shell::App;

/// A third of the size of the default allocator.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static TALC: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Starts the dashboard. The server's frame stays until it is known who is signed in.
#[wasm_bindgen(start)]
pub fn start() {
    // Leptos has no executor before it is mounted.
    wasm_bindgen_futures::spawn_local(async {
        let (me, ()) = join(api::account::me(), i18n::start(hooks::read("language"), &api::base())).await;
        if let Some(frame) = document().get_element_by_id("first-paint") {
            frame.remove();
        }
        mount_to_body(move || view! { <App me=me/> });
    });
}
