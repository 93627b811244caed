//! Imports that most views and the driver need.

pub(crate) use reactive_graph::{
    effect::RenderEffect,
    graph::untrack,
    owner::{LocalStorage, Owner, StoredValue},
    signal::{ArcRwSignal, RwSignal},
    traits::{Get, GetUntracked, GetValue, Set, Track, Update, WithUntracked},
};
