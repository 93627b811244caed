//! Measuring how cost grows.

use std::time::Duration;

use parlor_tests::processor::process_time;

/// Number of times an input is doubled.
const DOUBLINGS: i32 = 3;
/// Maximum factor of time for each doubling, on average.
const RATIO: f64 = 2.6;
/// Less is noise.
const NOISE: Duration = Duration::from_micros(300);
/// Number of measurements before growth counts as too fast.
const TRIES: usize = 3;

/// A kind of input: its name, and a function that makes about this many bytes of it.
pub(crate) type Kind = (&'static str, fn(usize) -> String);

/// Fails for every kind whose cost grows faster than its length, from `bytes` on, or that takes longer than `most` at eight
/// times that.
#[track_caller]
pub(crate) fn all_linear(kinds: &[Kind], bytes: usize, most: Duration, mut read: impl FnMut(&str)) {
    let faults: Vec<String> = kinds
        .iter()
        .filter_map(|(name, make)| fault(bytes, most, *make, &mut read).map(|fault| format!("{name}: {fault}")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns a description of growth that is too fast; `None` if one of the tries is within the limits.
pub(crate) fn fault(
    bytes: usize,
    most: Duration,
    make: impl Fn(usize) -> String,
    mut read: impl FnMut(&str),
) -> Option<String> {
    let (short, long) = (make(bytes), make(bytes << DOUBLINGS));
    // Work done once at first use is not counted as the input's cost.
    read(&short);
    let mut fault = None;
    for _ in 0..TRIES {
        let (once, often) = (best(&short, &mut read), best(&long, &mut read));
        let ratio = (often.as_secs_f64() / once.max(NOISE).as_secs_f64()).powf(1.0 / f64::from(DOUBLINGS));
        if ratio <= RATIO && often <= most {
            return None;
        }
        fault = Some(format!("{bytes} bytes take {once:?}, eight times as many {often:?}: {ratio:.2} a doubling"));
    }
    fault
}

/// Processor time of one reading.
pub(crate) fn cost(text: &str, mut read: impl FnMut(&str)) -> Duration {
    let before = process_time();
    read(text);
    process_time().saturating_sub(before)
}

/// The least processor time of three readings; of one when it is long.
fn best(text: &str, read: &mut impl FnMut(&str)) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        best = best.min(cost(text, &mut *read));
        if best > Duration::from_millis(500) {
            break;
        }
    }
    best
}

/// The measuring sees what it is for.
#[test]
fn a_reader_that_looks_back_is_seen() {
    let quadratic = |text: &str| {
        let bytes = text.as_bytes();
        let seen = (0..bytes.len()).filter(|at| !bytes[..*at].contains(&b'b')).count();
        assert_eq!(std::hint::black_box(seen), bytes.len());
    };
    let linear = |text: &str| assert!(!std::hint::black_box(text.as_bytes()).contains(&b'b'));
    let make = |bytes: usize| "a".repeat(bytes);
    let most = Duration::from_mins(1);
    assert!(fault(4_000, most, make, quadratic).is_some());
    assert_eq!(fault(100_000, most, make, linear), None);
    assert!(fault(100_000, Duration::ZERO, make, linear).is_some(), "the cap");
}
