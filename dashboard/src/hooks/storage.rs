//! Things the browser keeps for the owner: theme, language, team. Works when storage is blocked.

use leptos::prelude::window;

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Reads a value.
pub(crate) fn read(key: &str) -> Option<String> {
    storage()?.get_item(&format!("parlor-dashboard-{key}")).ok().flatten()
}

/// Writes a value; `None` removes it.
pub(crate) fn write(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let key = format!("parlor-dashboard-{key}");
    let _ = match value {
        Some(value) => storage.set_item(&key, value),
        None => storage.remove_item(&key),
    };
}
