//! Runs of back-ticks: the end of code in a sentence.

/// The length of the run of equal bytes that begins at `at`.
pub(super) fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|b| **b == bytes[at]).count()
}

/// The end of the code after an opening run of `length` back-ticks, its closing run included.
pub(super) fn end_of_code(text: &str, length: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = text[at..].find('`').map(|n| at + n) {
        let run = run(bytes, next);
        at = next + run;
        if run == length {
            return Some(at);
        }
    }
    None
}
