//! Random ids and numbers.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Returns 128 random bits as 32 hexadecimal digits: the id of a message.
pub(crate) fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    let drawn = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !drawn {
        // Every browser that runs WebAssembly has it, but a page may have broken it.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 up to 256")]
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|d| char::from(DIGITS[usize::from(d)])).collect()
}

/// Returns a random number from 0 up to 1; good enough to spread retries.
pub(crate) fn random_fraction() -> f64 {
    js_sys::Math::random()
}
