//! Long JSON as it is kept: compressed with LZ4, which is read back faster than the disk gives it. Nodes of code shrink to a
//! fifth and less.

use crate::core::store::{StoreError, Stored};

pub(super) fn pack(json: &str) -> Vec<u8> {
    lz4_flex::compress_prepend_size(json.as_bytes())
}

pub(super) fn unpack(bytes: &[u8]) -> Stored<String> {
    let broken = |error: &dyn std::fmt::Display| StoreError::Broken(format!("kept nodes are damaged: {error}"));
    let json = lz4_flex::decompress_size_prepended(bytes).map_err(|error| broken(&error))?;
    String::from_utf8(json).map_err(|error| broken(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        for json in ["", "[]", "[{\"text\":\"ü\"}]", &"{\"open\":{\"token\":\"keyword\"}},".repeat(10_000)] {
            assert_eq!(unpack(&pack(json)).unwrap(), json);
        }
        let long = "{\"open\":{\"token\":\"keyword\"}},{\"text\":\"let\"},\"close\",".repeat(1_000);
        assert!(pack(&long).len() * 5 < long.len());
    }

    #[test]
    fn damage_is_told() {
        for bytes in [&b""[..], b"\x01", b"\xff\xff\xff\x00abc"] {
            assert!(unpack(bytes).is_err());
        }
        let mut packed = pack("[\"ü\"]");
        packed.truncate(6);
        assert!(unpack(&packed).is_err());
    }
}
