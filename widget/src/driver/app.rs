//! The driver's state, and the handle to it.

use std::{cell::RefCell, rc::Rc};

use parlor_shared::{config::WidgetConfig, widget::Attachment};
use wasm_bindgen::JsValue;

use super::{connection::Connection, page_bridge::PageBridge, tab_role::TabRole, unsent_store::UnsentStore};
use crate::{
    chat::{Chat, Key},
    components::Canvas,
    hooks::{StorageItem, Stored, Timer},
    options::Options,
    state::{Settings, ViewState},
    transport::Api,
};

/// Function that tells the page: a name and a detail.
pub(crate) type Emit = js_sys::Function;

/// A small copyable handle. Its state is gone once the widget is unmounted, so late replies and timers find nothing and
/// do nothing.
#[derive(Clone, Copy)]
pub(crate) struct App {
    inner: Stored<RefCell<Inner>>,
    /// The state that views read.
    pub(crate) view: ViewState,
}

/// The state that views do not read.
pub(super) struct Inner {
    pub(super) chat: Chat,
    pub(super) api: Api,
    pub(super) options: Options,
    pub(super) visitor_item: StorageItem,
    pub(super) sound_item: StorageItem,
    /// Number of answers the visitor has not seen.
    pub(super) unread: u32,
    pub(super) emit: Emit,
    pub(super) canvases: Vec<(Key, Canvas)>,
    pub(super) connection: Option<Connection>,
    /// The connections of answers that have ended.
    pub(super) closing: Vec<Connection>,
    pub(super) wait: Option<Timer>,
    /// The files of the next message.
    pub(super) files: Vec<Attachment>,
    pub(super) page: PageBridge,
    pub(super) tab: TabRole,
    /// The conversation the token is valid for; empty before the first session.
    pub(super) conversation: String,
    /// The identity token of the owner's server; empty for a visitor without one.
    pub(super) user: String,
    pub(super) unsent: UnsentStore,
    /// Timer for the end of the session.
    pub(super) ending: Option<Timer>,
    /// The server's texts for scripts, as an object.
    pub(super) strings: JsValue,
}

impl App {
    /// Creates the driver. Nothing is sent or stored yet.
    pub(crate) fn new(options: Options, emit: Emit) -> Self {
        let (title, intro, host) = (options.title.clone(), options.intro.clone(), options.host.clone());
        let config = WidgetConfig { title, intro, ..WidgetConfig::default() };
        let view = ViewState::new(Settings { config, host, ..Settings::default() }, options.layout == "inline");
        view.texts.set(options.strings.clone());
        let inner = Inner {
            chat: Chat::default(),
            api: Api { host: options.host.clone(), token: String::new() },
            visitor_item: StorageItem::new(&options.key),
            sound_item: StorageItem::new(&[&options.key, ":sound"].concat()),
            unread: 0,
            emit,
            canvases: Vec::new(),
            connection: None,
            closing: Vec::new(),
            wait: None,
            files: Vec::new(),
            page: PageBridge::default(),
            tab: TabRole::default(),
            conversation: String::new(),
            user: options.user.clone().unwrap_or_default(),
            unsent: UnsentStore::default(),
            ending: None,
            strings: JsValue::UNDEFINED,
            options,
        };
        Self { inner: Stored::new(RefCell::new(inner)), view }
    }

    /// Returns the driver's state. Not inlined, so that there is only one copy of this code.
    #[inline(never)]
    fn state(self) -> Option<Rc<RefCell<Inner>>> {
        self.inner.get()
    }

    /// Reads the driver's state; `None` once the widget is gone.
    pub(super) fn read<T>(self, read: impl FnOnce(&Inner) -> T) -> Option<T> {
        Some(read(&self.state()?.borrow()))
    }

    /// Changes the state; `None` once the widget is gone. `change` must not call anything that returns to the driver.
    pub(super) fn update<T>(self, change: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        Some(change(&mut self.state()?.borrow_mut()))
    }

    /// Tells the page; returns the loader's result.
    pub(crate) fn tell(self, name: &str, detail: &JsValue) -> JsValue {
        let emit = self.read(|inner| inner.emit.clone());
        // Errors thrown by the page's listeners are ignored here.
        let told = emit.map(|emit| emit.call2(&JsValue::NULL, &JsValue::from_str(name), detail));
        told.and_then(Result::ok).unwrap_or_default()
    }

    /// Closes connections and timers: nothing further happens.
    pub(crate) fn close(self) {
        self.leave_tabs();
        self.update(|inner| {
            inner.connection = None;
            inner.wait = None;
            inner.page = PageBridge::default();
            inner.ending = None;
        });
    }
}
