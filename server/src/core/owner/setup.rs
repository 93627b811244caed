//! The token that lets the operator make the first account.

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// Opens `/setup` while there is no account. Only its hash is kept: comparing hashes tells nothing by its time.
#[derive(Clone, Debug)]
pub struct SetupToken([u8; 32]);

impl SetupToken {
    /// Of this text.
    pub fn new(token: &SecretString) -> Self {
        Self(Sha256::digest(token.expose_secret().trim()).into())
    }

    /// True for the same text.
    pub fn opens(&self, token: &str) -> bool {
        !token.is_empty() && self.0 == <[u8; 32]>::from(Sha256::digest(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_text_opens() {
        let token = SetupToken::new(&"abc\n".to_owned().into());
        assert!(token.opens("abc"));
        for odd in ["", "ab", "abcd", "ABC"] {
            assert!(!token.opens(odd), "{odd:?}");
        }
        assert!(!SetupToken::new(&String::new().into()).opens(""));
    }
}
