//! Wait before the next attempt.

const FIRST_MS: f64 = 500.0;
const MOST_MS: f64 = 30_000.0;

/// Returns the wait in milliseconds, with full jitter: a random time from 0 to 0.5 s, doubled with each failed attempt
/// (from 1), at most 30 s, plus the time the server asked for. `random_fraction` is from 0 up to 1.
pub(crate) fn delay_ms(attempt: u32, at_least_ms: u64, random_fraction: f64) -> i32 {
    let doublings = attempt.saturating_sub(1).min(16);
    let ceiling = (FIRST_MS * f64::from(1_u32 << doublings)).min(MOST_MS);
    #[expect(clippy::cast_possible_truncation, reason = "at most 30,000")]
    let jittered = (ceiling * random_fraction) as i32;
    i32::try_from(at_least_ms).unwrap_or(i32::MAX).saturating_add(jittered)
}

#[cfg(test)]
mod tests {
    use super::delay_ms;

    #[test]
    fn the_ceiling_doubles_from_half_a_second_to_thirty() {
        let ceilings: Vec<i32> = (1..=8).map(|attempt| delay_ms(attempt, 0, 1.0)).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
        assert_eq!(delay_ms(u32::MAX, 0, 1.0), 30_000);
    }

    #[test]
    fn chance_takes_any_part_of_it() {
        assert_eq!(delay_ms(4, 0, 0.0), 0);
        assert_eq!(delay_ms(4, 0, 0.5), 2000);
    }

    #[test]
    fn what_the_server_asked_for_comes_on_top() {
        assert_eq!(delay_ms(1, 3000, 0.5), 3250);
        assert_eq!(delay_ms(1, u64::MAX, 0.5), i32::MAX);
    }
}
