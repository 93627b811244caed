//! Remembering the visitor, where the browser lets us.

use std::{cell::RefCell, rc::Rc};

use web_sys::Storage;

/// One value under our own key in `localStorage`; for the life of the page where storage is blocked.
#[derive(Clone)]
pub(crate) struct Keep {
    key: String,
    memory: Rc<RefCell<Option<String>>>,
}

impl Keep {
    /// `name` keeps two widgets on one page apart. Nothing is read or written yet.
    pub(crate) fn new(name: &str) -> Self {
        Self { key: ["parlor:", name].concat(), memory: Rc::default() }
    }

    pub(crate) fn get(&self) -> Option<String> {
        let remembered = self.memory.borrow().clone();
        remembered.or_else(|| storage()?.get_item(&self.key).ok()?)
    }

    /// As it is kept now, perhaps by another tab.
    pub(crate) fn get_anew(&self) -> Option<String> {
        self.memory.borrow_mut().take();
        self.get()
    }

    /// Forgets it.
    pub(crate) fn clear(&self) {
        self.memory.borrow_mut().take();
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key);
        }
    }

    pub(crate) fn set(&self, value: &str) {
        *self.memory.borrow_mut() = Some(value.to_owned());
        if let Some(storage) = storage() {
            // Full or forbidden: the memory has it.
            let _ = storage.set_item(&self.key, value);
        }
    }
}

/// Whether the browser keeps anything for us.
pub(crate) fn keeps() -> bool {
    storage().is_some()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
