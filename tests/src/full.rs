//! `cargo xtask test --full`: larger budgets, and tests that take too long for every run.

/// True in a full run (`PARLOR_TEST_FULL=1`), where tests may take minutes instead of seconds.
///
/// ```
/// let cases = if parlor_tests::full::is_full_run() { 10_000 } else { 100 };
/// # assert!(cases >= 100);
/// ```
pub fn is_full_run() -> bool {
    is_set(std::env::var_os("PARLOR_TEST_FULL").as_deref())
}

/// True, with a line that names the test, when `test` only runs in a full run and this is not one.
///
/// The name of such a test ends in `_in_a_full_run`.
///
/// ```no_run
/// # fn ten_thousand_streams_in_a_full_run() {
/// if parlor_tests::full::is_skipped("ten_thousand_streams_in_a_full_run") {
///     return;
/// }
/// # }
/// ```
pub fn is_skipped(test: &str) -> bool {
    let skipped = !is_full_run();
    if skipped {
        println!("skipped: {test} runs with `cargo xtask test --full`");
    }
    skipped
}

fn is_set(value: Option<&std::ffi::OsStr>) -> bool {
    value.is_some_and(|value| !value.is_empty() && value != "0")
}

#[cfg(test)]
mod tests {
    use super::is_set;

    #[test]
    fn empty_and_zero_mean_no() {
        assert!(is_set(Some("1".as_ref())));
        assert!(!is_set(Some("0".as_ref())) && !is_set(Some("".as_ref())) && !is_set(None));
    }
}
