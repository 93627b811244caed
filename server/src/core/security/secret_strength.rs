//! The strength of the signing secret.
//!
//! Anyone who guesses it can sign tokens for every visitor and owner. So a server does not start with a secret that
//! attackers try first: examples from documentation, placeholder words, repetitions, sequences, runs of adjacent keys.

use zxcvbn::zxcvbn;

/// The fewest bytes.
const SHORTEST: usize = 32;
/// The fewest guesses, as a power of ten: about 80 bits. The output of `openssl rand -hex 16` has 128.
const GUESSES: f64 = 24.0;
/// The most guesses that are counted for one text.
const MOST_COUNTED: f64 = 19.0;
/// Characters of a piece that is looked at by itself, so that its guesses can be counted.
const PIECE: usize = 16;
/// Characters that are looked at; a secret is long enough long before.
const LOOKED_AT: usize = 100;

/// Examples that look random, from documentation many people copy from, without signs and in lower case.
const EXAMPLES: [&str; 10] = [
    // RFC 7515, appendix A.1
    "aym1sysppbydfgzld3umj1qzkobwvmkoqqestjqlrt1qs0gzh75aktmn3yj0ips4hcguutwjazzr1z9caow",
    // FastAPI's and Flask's tutorials
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    // Directus
    "255d861b5ea159969aa3922530ec40b1",
    "6116487bcda152c2b5b5c8022c45e263",
    // Hasura
    "3ek6fdo0c7tzbnvfjpmkndi2yaraakzqlk8o2ikoxqu4nf7edah8s3twphwrdwt6r",
    // Spring tutorials
    "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970",
    // jwt.io's token
    "sflkxwrjsmekkf2qt4fwpmejf36pok6yjvadqssw5c",
    // NestJS
    "donotusethisvalueinsteadcreateacomplexsecretandkeepitsafeoutsideofthesourcecode",
    // Typing courses
    "thequickbrownfoxjumpsoverthelazydog",
];

/// Words of examples and placeholders: they add nothing that has to be guessed.
const PLACEHOLDERS: [&str; 56] = [
    "authentication",
    "characters",
    "production",
    "placeholder",
    "development",
    "insecure",
    "changeme",
    "password",
    "passphrase",
    "generated",
    "reallyvery",
    "minimum",
    "replace",
    "example",
    "default",
    "private",
    "signing",
    "session",
    "testing",
    "lengthy",
    "string",
    "secret",
    "secure",
    "strong",
    "random",
    "parlor",
    "change",
    "please",
    "really",
    "custom",
    "should",
    "django",
    "least",
    "super",
    "token",
    "value",
    "these",
    "bytes",
    "admin",
    "local",
    "chars",
    "long",
    "safe",
    "your",
    "this",
    "that",
    "with",
    "here",
    "must",
    "test",
    "bits",
    "very",
    "keep",
    "more",
    "jwt",
    "key",
];

/// The reason a secret is not used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WeakSecret {
    /// Too few bytes.
    #[error("it has fewer than 32 bytes")]
    Short,
    /// It stands in documentation.
    #[error("it is an example from documentation, which attackers try first")]
    Known,
    /// It repeats itself, or runs along the alphabet, the numbers or the keyboard.
    #[error("it repeats itself or is a sequence")]
    Repeated,
    /// Words and placeholders.
    #[error("it is made of words and placeholders")]
    Guessable,
}

/// Refuses a secret that can be guessed.
pub fn check(secret: &str) -> Result<(), WeakSecret> {
    if secret.len() < SHORTEST {
        return Err(WeakSecret::Short);
    }
    let secret: String = secret.chars().take(LOOKED_AT).collect();
    let plain: String = secret.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if EXAMPLES.iter().any(|example| plain.contains(example)) {
        return Err(WeakSecret::Known);
    }
    if guesses(&secret) < MOST_COUNTED {
        return Err(WeakSecret::Repeated);
    }
    let left: f64 =
        words(&without_placeholders(&secret)).iter().flat_map(|word| pieces(word)).map(|it| guesses(&it)).sum();
    if left < GUESSES { Err(WeakSecret::Guessable) } else { Ok(()) }
}

/// Estimates the number of guesses a text takes, as a power of ten, at most a little more than [`MOST_COUNTED`].
fn guesses(text: &str) -> f64 {
    if text.is_empty() { 0.0 } else { zxcvbn(text, &[]).guesses_log10() }
}

/// Each placeholder becomes a blank.
fn without_placeholders(secret: &str) -> String {
    let mut left = secret.to_owned();
    for word in PLACEHOLDERS {
        while let Some(at) = left.to_ascii_lowercase().find(word) {
            left.replace_range(at..at + word.len(), " ");
        }
    }
    left
}

/// A text's words: signs end them, and so does a capital letter after a small one.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !c.is_whitespace()) {
            word.push(c);
        }
        before = c;
    }
    words
}

fn pieces(word: &str) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(PIECE).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_attackers_try_first_is_refused() {
        for weak in [
            "",
            "secret",
            "0123456789abcdef0123456789abcde",
            "0123456789abcdef0123456789abcdef",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "zyxwvutsrqponmlkjihgfedcba9876543210",
            "12345678901234567890123456789012",
            "qwertyuiopasdfghjklzxcvbnm123456",
            "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
            "asdfasdfasdfasdfasdfasdfasdfasdf",
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
            "00000000-0000-0000-0000-000000000000",
            "changemechangemechangemechangeme",
            "Change-Me-Change-Me-Change-Me-Change-Me",
            "test-secret-test-secret-test-secret!",
            "parlor-secret-parlor-secret-parlor",
            "password1234password1234password",
            "P@ssw0rdP@ssw0rdP@ssw0rdP@ssw0rd!",
            "kW7pQz3vT9xLb2NfkW7pQz3vT9xLb2Nf",
            "your-256-bit-secret-your-256-bit-secret",
            "your-256-bit-secret-and-a-bit-more",
            "a-string-secret-at-least-256-bits-long",
            "super-secret-jwt-token-with-at-least-32-characters-long",
            "reallyreallyreallyreallyverysafe",
            "ThisTokenIsNotSoSecretChangeIt1234",
            "django-insecure-change-me-please-now-1",
            "this is my custom Secret key for authentication",
            "replace_with_lengthy_secure_hex_value",
            "my_super_secret_key_that_is_long_enough",
            "mysupersecretkeythatislongenough1234",
            "PleaseChangeThisSecretInProduction2026",
            "do-not-use-this-secret-in-production!!",
            "DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.",
            "correct horse battery staple correct horse",
            "CorrectHorseBatteryStapleCorrectHorse",
            "thequickbrownfoxjumpsoverthelazydog",
            "255d861b-5ea1-5996-9aa3-922530ec40b1",
            "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        ] {
            assert!(check(weak).is_err(), "{weak}");
        }
    }

    #[test]
    fn random_secrets_are_taken() {
        for strong in [
            "7f1c9a64e0b85d23f94a6c1be7d0583a",
            "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
            "kW7pQz3vT9xLb2NfR8sYc4HdJ6gMa1Ue",
            "Xy7#kP!2mQ@9vL$4nR%6tW^8zB&1cD*5",
            "b5f3c6f8-3a0e-4a57-9a3c-7f2f7f0cbb2d",
            "tulip-anchor-velvet-orbit-mango-cinder-plaza-quartz",
            "changeme-4e07408562bedb8b60ce05c1decfe3ad",
        ] {
            assert_eq!(check(strong), Ok(()), "{strong}");
        }
    }

    /// Secrets as `openssl rand -hex 16` makes them, from a generator that is the same everywhere.
    #[test]
    fn hardly_any_random_secret_is_refused() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..200 {
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state
            };
            let secret = format!("{:016x}{:016x}", next(), next());
            assert_eq!(check(&secret), Ok(()), "{secret}");
        }
    }
}
