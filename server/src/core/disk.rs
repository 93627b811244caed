//! Room on the disk, and the part of it that is kept for what must not fail.
//!
//! While less than the reserve is free, nothing new is taken: no messages, files, events, leads, documents. What runs and
//! what frees room goes on in the reserve: answers end, messages are acknowledged, conversations are erased.

use std::{
    fmt::Debug,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::store::{StoreError, Stored};

/// Tells how much room a disk has.
pub trait FreeSpace: Debug + Send + Sync + 'static {
    /// Bytes that may still be written.
    fn free(&self) -> io::Result<u64>;
}

/// The reserve of one disk. Cheap to clone; clones know of each other's writes.
#[derive(Clone, Debug)]
pub struct Reserve {
    bytes: u64,
    space: Arc<dyn FreeSpace>,
    /// Bytes of writes in progress, which the free space may not reflect yet.
    held: Arc<AtomicU64>,
}

/// Room for a write; given back when dropped.
#[derive(Debug)]
#[must_use]
pub struct Held {
    bytes: u64,
    held: Arc<AtomicU64>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Reserve {
    /// So many bytes of this disk.
    pub fn new(bytes: u64, space: Arc<dyn FreeSpace>) -> Self {
        Self { bytes, space, held: Arc::default() }
    }

    /// Holds room for a write of so many bytes; [`StoreError::ReserveReached`] when it would go into the reserve. A disk that
    /// does not say how much room it has takes everything.
    pub fn hold(&self, bytes: u64) -> Stored<Held> {
        let held = Held { bytes, held: Arc::clone(&self.held) };
        let all = self.held.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let needed = self.bytes.saturating_add(all);
        match self.space.free() {
            Ok(free) if free < needed => Err(StoreError::ReserveReached),
            Ok(_) => Ok(held),
            Err(error) => {
                tracing::warn!(%error, "the disk does not say how much room it has");
                Ok(held)
            }
        }
    }

    /// Fails with [`StoreError::ReserveReached`] when less than the reserve is free.
    pub fn check(&self) -> Stored<()> {
        self.hold(0).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Free(u64);

    impl FreeSpace for Free {
        fn free(&self) -> io::Result<u64> {
            Ok(self.0)
        }
    }

    #[test]
    fn writes_at_the_same_time_do_not_share_the_same_room() {
        let reserve = Reserve::new(100, Arc::new(Free(150)));
        let first = reserve.hold(30).unwrap();
        assert_eq!(reserve.clone().hold(30).unwrap_err(), StoreError::ReserveReached);
        assert!(reserve.hold(20).is_ok(), "what was refused is not held");
        drop(first);
        assert!(reserve.hold(50).is_ok());
        assert_eq!(reserve.hold(u64::MAX).unwrap_err(), StoreError::ReserveReached);
        assert_eq!(Reserve::new(151, Arc::new(Free(150))).check(), Err(StoreError::ReserveReached));
        assert_eq!(Reserve::new(150, Arc::new(Free(150))).check(), Ok(()));
    }

    #[derive(Debug)]
    struct Silent;

    impl FreeSpace for Silent {
        fn free(&self) -> io::Result<u64> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    #[test]
    fn a_disk_that_says_nothing_takes_everything() {
        assert_eq!(Reserve::new(u64::MAX, Arc::new(Silent)).check(), Ok(()));
    }
}
