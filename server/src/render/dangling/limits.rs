//! Lengths up to which marks are waited for.

/// Number of bytes within which a tag, a link or an entity must be finished.
pub(super) const PATIENCE: usize = 256;
/// The longest address that is waited for, in bytes.
pub(super) const LONGEST_ADDRESS: usize = 2_100;
