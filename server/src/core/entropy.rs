//! Ids and secrets are arguments.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

/// The source of randomness for ids and secrets.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the buffer with bytes nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for randomness")]
    #[expect(clippy::expect_used, reason = "a system without randomness must not hand out secrets: stop")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has randomness");
    }
}

/// A new id: UUID version 7 (RFC 9562), so that rows sort by the time they were made; those of one process and millisecond
/// sort in the order they were made (section 6.2, method 1).
///
/// # Panics
/// Never for our ids: a UUID is 36 characters of their alphabet.
pub fn new_id<I: TryFrom<String>>(at: Timestamp, entropy: &dyn Entropy) -> I
where
    I::Error: std::fmt::Debug,
{
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
    let tick = following(&LAST_TICK, millis);
    [random[0], random[1]] = u16::try_from(tick & COUNTER).unwrap_or_default().to_be_bytes();
    let id = uuid::Builder::from_unix_timestamp_millis(tick >> COUNTER_BITS, &random).into_uuid();
    #[expect(clippy::expect_used, reason = "a hyphenated UUID is 36 characters of the id alphabet")]
    id.to_string().try_into().expect("a UUID is an id")
}

/// Bits that count ids of one millisecond. More of them than that many go into the next millisecond.
const COUNTER_BITS: u32 = 12;
const COUNTER: u64 = (1 << COUNTER_BITS) - 1;
/// Milliseconds and counter of the last id.
static LAST_TICK: AtomicU64 = AtomicU64::new(0);

/// Maximum lead of ids over the clock, in milliseconds. If the clock was set back further, ids restart from the clock.
const AHEAD: u64 = 1000;

/// The next tick: the first one of a new millisecond, else the one after the last.
fn following(last: &AtomicU64, millis: u64) -> u64 {
    let near = |last: u64| (last >> COUNTER_BITS).checked_sub(millis).is_some_and(|ahead| ahead <= AHEAD);
    let next = |last: u64| if near(last) { last + 1 } else { millis << COUNTER_BITS };
    let before = last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)));
    before.map_or(millis << COUNTER_BITS, next)
}

/// A new id that grants access to its holder: UUID version 4, 122 random bits, nothing of the time.
///
/// # Panics
/// Never for our ids: a UUID is 36 characters of their alphabet.
pub fn new_capability<I: TryFrom<String>>(entropy: &dyn Entropy) -> I
where
    I::Error: std::fmt::Debug,
{
    let mut random = [0; 16];
    entropy.fill(&mut random);
    let id = uuid::Builder::from_random_bytes(random).into_uuid();
    #[expect(clippy::expect_used, reason = "a hyphenated UUID is 36 characters of the id alphabet")]
    id.to_string().try_into().expect("a UUID is an id")
}

/// A new secret of 128 bits as 32 hexadecimal digits.
pub fn new_secret(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    hex(&bytes)
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let last = AtomicU64::new(0);
        // Many in one millisecond go into the next ones, and the clock catches up.
        let mut ticks: Vec<_> = (0..10_000).map(|_| following(&last, 7)).collect();
        ticks.extend((8..20).map(|millis| following(&last, millis)));
        assert!(ticks.is_sorted_by(|a, b| a < b));
        assert_eq!(ticks[0], 7 << COUNTER_BITS);
        assert_eq!(following(&last, 5_000), 5_000 << COUNTER_BITS);
        assert_eq!(following(&last, 3_000), 3_000 << COUNTER_BITS, "the clock was set back");
    }

    #[test]
    fn an_id_is_a_uuid_of_its_time() {
        let at = Timestamp::from_millisecond(1_800_000_000_123).unwrap();
        let ids: Vec<parlor_shared::ids::MessageId> = (0..100).map(|_| new_id(at, &SystemEntropy)).collect();
        for id in &ids {
            let id: uuid::Uuid = id.as_str().parse().unwrap();
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
            let seconds = id.get_timestamp().unwrap().to_unix();
            assert!(seconds.0 == 1_800_000_000, "{seconds:?}");
        }
    }
}
