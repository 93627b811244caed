//! The address of the page.

use leptos::prelude::window;

/// Loads the page again.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Loads the page at another address.
pub(crate) fn open(address: &str) {
    let _ = window().location().set_href(address);
}

/// Makes `query` (`a=1&b=2`, or empty) the query of the address, so that going back, a reload and a copied link keep it.
pub(crate) fn keep_query(query: &str) {
    let path = window().location().pathname().unwrap_or_default();
    let address = if query.is_empty() { path } else { format!("{path}?{query}") };
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}
