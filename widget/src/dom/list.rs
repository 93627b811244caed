//! Children by key.

use crate::reactive::prelude::*;

use super::element::{El, watch};

/// Keeps one child of `parent` for each item, in the order of the items. An item is identified by its key; its child is
/// created once and never replaced.
pub(crate) fn list<T: 'static>(
    parent: El,
    items: impl Fn() -> Vec<(u32, T)> + 'static,
    view: impl Fn(T) -> El + 'static,
) -> El {
    let place = parent.0.clone();
    let outer = Owner::current();
    let mut shown: Vec<(u32, Owner, El)> = Vec::new();
    watch(move || {
        let Some(outer) = &outer else { return };
        let now = items();
        shown.retain(|(key, owner, child)| {
            let stays = now.iter().any(|(other, _)| other == key);
            if !stays {
                owner.cleanup();
                child.0.remove();
            }
            stays
        });
        for (at, (key, item)) in now.into_iter().enumerate() {
            if shown.get(at).is_none_or(|(other, ..)| *other != key) {
                let owner = outer.with(Owner::new);
                let child = owner.with(|| untrack(|| view(item)));
                let _ = place.insert_before(&child.0, shown.get(at).map(|(.., next)| next.0.as_ref()));
                shown.insert(at, (key, owner, child));
            }
        }
    });
    parent
}
