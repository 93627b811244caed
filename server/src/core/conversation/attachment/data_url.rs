//! Files that come as a `data:` URL (RFC 2397).

use base64::{Engine, alphabet, engine};

use super::{name::named, ports::Upload};

/// Pages write Base64 with and without padding.
const BASE64: engine::GeneralPurpose = engine::GeneralPurpose::new(
    &alphabet::STANDARD,
    engine::GeneralPurposeConfig::new().with_decode_padding_mode(engine::DecodePaddingMode::Indifferent),
);

/// Decodes the file in a `data:` URL; `None` when the URL is not a valid one.
pub fn from_data_url(url: &str) -> Option<Upload> {
    let scheme = url.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:"))?;
    let (head, data) = url[scheme.len()..].split_once(',')?;
    let (kind, is_base64) = match head.rsplit_once(';') {
        Some((kind, last)) if last.trim().eq_ignore_ascii_case("base64") => (kind, true),
        _ => (head, false),
    };
    let media_type = match kind.split(';').next().unwrap_or_default().trim() {
        "" => "text/plain".to_owned(),
        given => given.to_ascii_lowercase(),
    };
    let bytes = if is_base64 { BASE64.decode(data.trim()).ok()? } else { unescaped(data)? };
    Some(Upload { name: named("", &media_type), media_type: Some(media_type), bytes: bytes.into() })
}

/// Bytes that are written as they are, or as `%` and two digits.
fn unescaped(data: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::with_capacity(data.len()), data.as_bytes());
    while let [first, more @ ..] = rest {
        rest = more;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_addresses_are_read() {
        for (url, name, bytes) in [
            ("data:,Hello%2C%20World", "file.txt", &b"Hello, World"[..]),
            ("DATA:text/plain;charset=utf-8;base64,SGk=", "file.txt", b"Hi"),
            ("data:image/png;base64,iVBORw", "file.png", b"\x89PNG"),
            ("data:;base64,", "file.txt", b""),
        ] {
            let upload = from_data_url(url).unwrap();
            assert_eq!((upload.name.as_str(), &upload.bytes[..]), (name, bytes), "{url}");
        }
        for odd in [
            "",
            "data:",
            "data:text/plain",
            "https://a.example/,",
            "data:;base64,@@",
            "data:,%",
            "data:,%4",
            "data:,%zz",
        ] {
            assert!(from_data_url(odd).is_none(), "{odd}");
        }
    }
}
