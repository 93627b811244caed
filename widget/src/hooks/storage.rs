//! Storage of the visitor's data, if the browser allows it.

use std::cell::RefCell;

use web_sys::Storage;

/// One value under its own key in `localStorage`; if storage is blocked, it is kept until the page is left.
pub(crate) struct StorageItem {
    key: String,
    memory: RefCell<Option<String>>,
}

impl StorageItem {
    /// Creates the item. `name` separates two widgets on one page. Nothing is read or written yet.
    pub(crate) fn new(name: &str) -> Self {
        Self { key: ["parlor:", name].concat(), memory: RefCell::default() }
    }

    pub(crate) fn get(&self) -> Option<String> {
        let remembered = self.memory.borrow().clone();
        remembered.or_else(|| storage()?.get_item(&self.key).ok()?)
    }

    /// Reads the value again, because another tab may have changed it.
    pub(crate) fn get_anew(&self) -> Option<String> {
        self.memory.borrow_mut().take();
        self.get()
    }

    /// Deletes the value.
    pub(crate) fn clear(&self) {
        self.memory.borrow_mut().take();
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key);
        }
    }

    pub(crate) fn set(&self, value: &str) {
        *self.memory.borrow_mut() = Some(value.to_owned());
        if let Some(storage) = storage() {
            // Storage is full or forbidden: the value stays in memory.
            let _ = storage.set_item(&self.key, value);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
