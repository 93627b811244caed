//! Children by key.

use leptos::prelude::*;

use super::{El, watch};

/// Keeps one child of `parent` per key, in the order of the keys. A child is made once and stays what it is.
pub(crate) fn list(parent: El, keys: RwSignal<Vec<u32>>, view: impl Fn(u32) -> El + 'static) -> El {
    let place = parent.0.clone();
    let outer = Owner::current();
    let mut shown: Vec<(u32, Owner, El)> = Vec::new();
    watch(move || {
        let Some(outer) = &outer else { return };
        let now = keys.get();
        shown.retain(|(key, owner, child)| {
            let stays = now.contains(key);
            if !stays {
                owner.cleanup();
                child.0.remove();
            }
            stays
        });
        for (at, key) in now.into_iter().enumerate() {
            if shown.get(at).is_none_or(|(other, ..)| *other != key) {
                let owner = outer.with(Owner::new);
                let child = owner.with(|| untrack(|| view(key)));
                let _ = place.insert_before(&child.0, shown.get(at).map(|(.., next)| next.0.as_ref()));
                shown.insert(at, (key, owner, child));
            }
        }
    });
    parent
}
