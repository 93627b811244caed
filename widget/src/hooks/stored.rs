//! Values that are dropped when the owner around them is cleaned up.

use std::{any::Any, marker::PhantomData, rc::Rc};

use crate::reactive::prelude::*;

/// A copyable handle to a value in Leptos' arena. All values there have one type; otherwise the bundle would contain
/// the arena's code once for each type.
pub(crate) struct Stored<T>(StoredValue<Rc<dyn Any>, LocalStorage>, PhantomData<T>);

impl<T> Clone for Stored<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Stored<T> {}

impl<T: 'static> Stored<T> {
    /// Stores a value until the owner around it is cleaned up.
    pub(crate) fn new(value: T) -> Self {
        Self(store(Rc::new(value)), PhantomData)
    }

    /// Returns the value; `None` once it is dropped.
    pub(crate) fn get(self) -> Option<Rc<T>> {
        self.0.try_get_value()?.downcast().ok()
    }
}

#[inline(never)]
fn store(value: Rc<dyn Any>) -> StoredValue<Rc<dyn Any>, LocalStorage> {
    StoredValue::new_local(value)
}
