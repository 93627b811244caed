//! The length of passages.

/// The longest passage, in characters.
pub(super) const LONGEST: usize = 1_200;
