//! The audio format of a recording, detected by its first bytes: the client's media type is not trusted.

/// The containers that browsers record, and others that people send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audio {
    /// Matroska, as Chromium and Firefox record.
    Webm,
    /// Ogg, as Firefox does.
    Ogg,
    /// RIFF WAVE.
    Wav,
    /// MPEG layer 3.
    Mp3,
    /// MPEG-4, as Safari records.
    Mp4,
}

impl Audio {
    /// Detects the format by the first bytes; `None` for anything else.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Self::Webm),
            [b'O', b'g', b'g', b'S', ..] => Some(Self::Ogg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Self::Wav),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Self::Mp4),
            [b'I', b'D', b'3', ..] => Some(Self::Mp3),
            // A frame of layer 3: eleven bits of sync, then the layer.
            [0xff, second, ..] if second & 0xe6 == 0xe2 => Some(Self::Mp3),
            _ => None,
        }
    }

    /// Returns its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Webm => "audio/webm",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Mp4 => "audio/mp4",
        }
    }

    /// Returns a file name for it: services detect the format by the ending.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Webm => "speech.webm",
            Self::Ogg => "speech.ogg",
            Self::Wav => "speech.wav",
            Self::Mp3 => "speech.mp3",
            Self::Mp4 => "speech.mp4",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let of = |bytes: &[u8]| Audio::of(bytes);
        assert_eq!(of(b"\x1a\x45\xdf\xa3\x01"), Some(Audio::Webm));
        assert_eq!(of(b"OggS\0"), Some(Audio::Ogg));
        assert_eq!(of(b"RIFF\x24\0\0\0WAVEfmt "), Some(Audio::Wav));
        assert_eq!(of(b"\0\0\0\x20ftypM4A "), Some(Audio::Mp4));
        assert_eq!(of(b"ID3\x04"), Some(Audio::Mp3));
        assert_eq!(of(b"\xff\xfb\x90"), Some(Audio::Mp3));
        for odd in [b"".as_slice(), b"RIFF\x24\0\0\0AVI ", b"<html>", b"\xff\xd8\xff", b"\xff\xf1\x50", b"GIF89a"] {
            assert_eq!(of(odd), None, "{odd:?}");
        }
    }
}
