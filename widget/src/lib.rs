//! Parlor's chat widget: draws what the server has already parsed and checked.
//!
//! The loader (`widget/loader/widget.js`) owns the custom element, its shadow root and the launcher; it calls
//!
//! | Export | What |
//! |---|---|
//! | [`mount`] | puts a widget into an element of a shadow root; returns its handle |
//! | [`command`] | what the page and the loader ask for: `commands::run` |
//! | [`unmount`] | takes it out again and leaves nothing behind |
//!
//! ```text
//! shared <- chat <- { driver, transport, components, theme, i18n, hooks } <- lib
//! ```
//!
//! [`chat`] is a pure machine; everything that touches the browser is around it.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the browser's half is not called natively"))]

pub mod chat;
mod commands;
mod components;
mod dom;
mod driver;
mod hooks;
mod i18n;
mod options;
mod theme;
mod transport;

use std::cell::RefCell;

use dom::El;
use driver::App;
use hooks::Listener;
use leptos::prelude::*;
use options::Options;
use theme::Sheet;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{HtmlElement, ShadowRoot};

/// A third of the size of the usual one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static TALC: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Everything that must go when a widget does.
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

/// Mounts a widget into `element`, which stands in an open shadow root and is empty. `options` is JSON: see the loader.
/// `emit(name, detail)` is called with `open` and `close` (the visitor wants it so), `message`, `unread`, `sound`,
/// `lead`, `error`.
///
/// Returns the handle for [`command`] and [`unmount`]. Nothing is sent or stored before the command `open`.
#[wasm_bindgen]
pub fn mount(element: &HtmlElement, options: &str, emit: js_sys::Function) -> u32 {
    let options = Options::read(options);
    let sheet = element.get_root_node().dyn_into::<ShadowRoot>().ok().and_then(Sheet::adopt);
    // Refused only where a page runs two bundles in one instance, which then share the executor.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (app, view) = owner.with(|| {
        let app = App::new(options, emit);
        dom::keep(sheet);
        (app, components::frame(app))
    });
    let _ = element.append_child(&view.0);
    MOUNTED.with_borrow_mut(|mounted| {
        let handle = mounted.last().map_or(1, |last| last.handle + 1);
        mounted.push(Mounted { handle, app, owner, view, _listeners: listen(app) });
        handle
    })
}

/// Tells a widget something: see [`commands::run`]. An unknown name or handle does nothing.
#[wasm_bindgen]
pub fn command(handle: u32, name: &str, text: &str) {
    let app = MOUNTED.with_borrow(|mounted| mounted.iter().find(|one| one.handle == handle).map(|one| one.app));
    if let Some(app) = app {
        commands::run(app, name, text);
    }
}

/// Takes a widget out: connections, timers, listeners and style sheets go with it.
#[wasm_bindgen]
pub fn unmount(handle: u32) {
    let mounted = MOUNTED.with_borrow_mut(|mounted| {
        let at = mounted.iter().position(|one| one.handle == handle)?;
        Some(mounted.remove(at))
    });
    if let Some(mounted) = mounted {
        mounted.app.shut();
        mounted.view.0.remove();
        mounted.owner.cleanup();
    }
}

/// The network comes and goes, and so does the visitor.
fn listen(app: App) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let visible = move |document: &web_sys::Document| {
        if !document.hidden() {
            commands::run(app, "visible", "");
        }
    };
    let mut listeners = vec![
        Listener::new(&window, "online", move |_| commands::run(app, "online", "")),
        Listener::new(&window, "offline", move |_| commands::run(app, "offline", "")),
        Listener::new(&window, "pageshow", move |_| {
            commands::run(app, "thawed", "");
            commands::run(app, "visible", "");
        }),
        // A page that may come back speaks no more meanwhile.
        Listener::new(&window, "pagehide", move |_| commands::run(app, "frozen", "")),
    ];
    if let Some(document) = window.document() {
        let of = document.clone();
        for (event, name) in [("freeze", "frozen"), ("resume", "thawed")] {
            listeners.push(Listener::new(&document, event, move |_| commands::run(app, name, "")));
        }
        listeners.push(Listener::new(&document, "visibilitychange", move |_| visible(&of)));
    }
    listeners
}
