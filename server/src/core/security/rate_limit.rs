//! Rate limits: token buckets (GCRA) on a monotonic clock.

use std::{hash::Hash, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter, clock::Clock as GovernorClock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};

use crate::core::{
    clock::Clock,
    error::{Error, Limit},
};

/// At most so many a minute, all at once if need be.
pub struct PerMinute<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, Monotonic, NoOpMiddleware<Nanos>>,
    clock: Monotonic,
}

impl<K: Hash + Eq + Clone> PerMinute<K> {
    /// `allowed` a minute; the bucket is full at first and refills evenly.
    pub fn new(allowed: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let clock = Monotonic(clock);
        Self {
            limiter: RateLimiter::new(Quota::per_minute(allowed), DashMapStateStore::default(), clock.clone()),
            clock,
        }
    }

    /// Takes `count` (at least one) from the key's bucket, or says when to come back. More than the bucket holds
    /// is never possible.
    pub fn take(&self, key: &K, count: u32) -> Result<(), Error> {
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let refused = |wait| Err(Error::Limited { limit: Limit::Rate, retry_after: wait });
        match self.limiter.check_key_n(key, count) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => refused(not_until.wait_time_from(self.clock.now())),
            Err(_) => refused(Duration::from_mins(1)),
        }
    }

    /// Forgets keys whose buckets are full again.
    pub fn forget_idle(&self) {
        self.limiter.retain_recent();
    }
}

/// Governor's clock on ours.
#[derive(Clone)]
struct Monotonic(Arc<dyn Clock>);

impl GovernorClock for Monotonic {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    struct Frozen(Mutex<Duration>);

    impl Clock for Frozen {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap()
        }
    }

    #[test]
    fn n_are_allowed_the_next_waits_and_the_bucket_refills() {
        let clock = Arc::new(Frozen(Mutex::default()));
        let limit = PerMinute::new(NonZeroU32::new(60).unwrap(), clock.clone());
        assert!((0..60).all(|_| limit.take(&"a", 1).is_ok()));
        let Err(Error::Limited { retry_after, .. }) = limit.take(&"a", 1) else { panic!("the 61st was allowed") };
        assert!(retry_after > Duration::ZERO && retry_after <= Duration::from_secs(1), "{retry_after:?}");
        assert!(limit.take(&"b", 1).is_ok(), "another key has its own bucket");
        *clock.0.lock().unwrap() += retry_after;
        assert!(limit.take(&"a", 1).is_ok());
        assert!(limit.take(&"a", 1).is_err());
    }
}
