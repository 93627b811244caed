//! Ids and secrets are arguments.

use jiff::Timestamp;

/// Where ids and secrets come from.
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

/// A new id: UUID version 7 (RFC 9562), so that rows sort by the time they were made.
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
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    #[expect(clippy::expect_used, reason = "a hyphenated UUID is 36 characters of the id alphabet")]
    id.to_string().try_into().expect("a UUID is an id")
}

/// A new id that opens something to whoever knows it: UUID version 4, 122 random bits, nothing of the time.
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
