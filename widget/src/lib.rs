//! Parlor's chat widget: draws what the server has already parsed and checked.
//!
//! The loader (`widget/loader/widget.js`) owns the custom element, its shadow root and the launcher; it calls
//!
//! | Export | Does |
//! |---|---|
//! | [`mount`] | puts a widget into an element of a shadow root; returns its handle |
//! | [`command`] | runs a command of the page or the loader: `commands::Command` |
//! | [`unmount`] | removes the widget completely |
//!
//! | Module | Holds |
//! |---|---|
//! | [`chat`] | the conversation as a state machine: events in, effects out |
//! | `commands` | commands of the loader, of its scripts and of the page |
//! | `components` | a folder for each, with its view and its style |
//! | `dom` | views out of elements and signals |
//! | `driver` | runs the chat's effects and shows the changes |
//! | `hooks` | browser features that clean up after themselves |
//! | `i18n` | texts in the visitor's language; English until they are there |
//! | `options` | the loader's options |
//! | `reactive` | Leptos' signals, from their own crate |
//! | `state` | signals that components read, and the actions they ask for |
//! | `theme` | style sheets |
//! | `transport` | requests, replies and the stream of an answer |
//!
//! ```text
//! shared <- chat <- { transport, state <- components } <- driver <- lib
//! ```
//!
//! [`chat`] is pure; all code that uses the browser is around it.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the browser's half is not called natively"))]

pub mod chat;
mod commands;
mod components;
mod dom;
mod driver;
mod hooks;
mod i18n;
mod options;
mod reactive;
mod state;
mod theme;
mod transport;

use std::cell::RefCell;

use crate::reactive::prelude::*;
use commands::Command;
use dom::El;
use driver::App;
use hooks::Listener;
use options::Options;
use theme::Sheet;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{HtmlElement, ShadowRoot};

/// A third of the size of the default allocator.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static TALC: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Everything that must be removed together with a widget.
struct Mounted {
    handle: u32,
    app: App,
    owner: Owner,
    view: El,
    _listeners: Vec<Listener>,
}

thread_local! {
    static MOUNTED: RefCell<Vec<Mounted>> = const { RefCell::new(Vec::new()) };
}

/// Mounts a widget into `element`, which is empty and inside an open shadow root. `options` is JSON: see the loader.
/// `emit(name, detail)` is called with `open` and `close` (at the visitor's request), `message`, `unread`, `sound`,
/// `lead`, `error`.
///
/// Returns the handle for [`command`] and [`unmount`]. Nothing is sent or stored before the command `open`.
#[wasm_bindgen]
pub fn mount(element: &HtmlElement, options: &str, emit: js_sys::Function) -> u32 {
    let options = Options::read(options);
    let sheet = element.get_root_node().dyn_into::<ShadowRoot>().ok().and_then(Sheet::adopt);
    // Fails only if a page runs two bundles in one instance, which then share the executor.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (app, view) = owner.with(|| {
        let app = App::new(options, emit);
        dom::keep(sheet);
        (app, components::frame(app.view, app.dispatch()))
    });
    let _ = element.append_child(&view.0);
    MOUNTED.with_borrow_mut(|mounted| {
        let handle = mounted.last().map_or(1, |last| last.handle + 1);
        mounted.push(Mounted { handle, app, owner, view, _listeners: listen(app) });
        handle
    })
}

/// Sends a command to a widget: see [`Command`]. An unknown name or handle does nothing.
#[wasm_bindgen]
pub fn command(handle: u32, name: &str, text: &str) {
    let app = MOUNTED.with_borrow(|mounted| mounted.iter().find(|one| one.handle == handle).map(|one| one.app));
    if let Some((app, command)) = app.zip(Command::parse(name, text)) {
        commands::run(app, command);
    }
}

/// Removes a widget with its connections, timers, listeners and style sheets.
#[wasm_bindgen]
pub fn unmount(handle: u32) {
    let mounted = MOUNTED.with_borrow_mut(|mounted| {
        let at = mounted.iter().position(|one| one.handle == handle)?;
        Some(mounted.remove(at))
    });
    if let Some(mounted) = mounted {
        mounted.app.close();
        mounted.view.0.remove();
        mounted.owner.cleanup();
    }
}

/// Listens for changes of the network and of the page's visibility.
fn listen(app: App) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let visible = move |document: &web_sys::Document| {
        if !document.hidden() {
            commands::run(app, Command::Visible);
        }
    };
    let mut listeners = vec![
        Listener::new(&window, "online", move |_| commands::run(app, Command::Online)),
        Listener::new(&window, "offline", move |_| commands::run(app, Command::Offline)),
        Listener::new(&window, "pageshow", move |_| commands::run(app, Command::Visible)),
    ];
    if let Some(document) = window.document() {
        let of = document.clone();
        listeners.push(Listener::new(&document, "visibilitychange", move |_| visible(&of)));
    }
    listeners
}
