//! Storage behind `core::store`.
