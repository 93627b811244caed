//! Decoding of text in any common encoding.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Number of bytes used to detect the encoding.
const TELLING: usize = 64 * 1024;

/// Decodes a text; `None` if the bytes are not text. A byte order mark decides, then UTF-8, then UTF-16 without a mark,
/// then the most likely encoding.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?,
        None => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Cow::Borrowed(text),
            _ => guessed(bytes)?,
        },
    };
    let foreign = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}' | '\u{85}');
    (!text.contains(foreign)).then_some(text)
}

fn guessed(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(encoding) = utf16(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(TELLING)], true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Some(encoding.decode_without_bom_handling(bytes).0)
}

/// UTF-16 without a mark: one half of most pairs is zero.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes[..bytes.len().min(TELLING)].chunks_exact(2);
    let (mut even, mut odd, all) = (0, 0, pairs.len());
    for pair in pairs {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let most = all / 2;
    match () {
        () if all > 1 && bytes.len().is_multiple_of(2) && odd > most && even == 0 => Some(UTF_16LE),
        () if all > 1 && bytes.len().is_multiple_of(2) && even > most && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// The first characters of a text.
pub fn shortened(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_KR, GBK, ISO_8859_2, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253, WINDOWS_1254,
        WINDOWS_1255, WINDOWS_1256,
    };

    use super::*;

    #[test]
    fn reads_what_programs_write() {
        assert_eq!(decode("Größe".as_bytes()).as_deref(), Some("Größe"));
        assert_eq!(decode(b"Gr\xf6\xdfe").as_deref(), Some("Größe"));
        assert_eq!(decode(b"\xff\xfeG\0r\0").as_deref(), Some("Gr"));
        assert_eq!(decode(b"\xfe\xff\0G\0r").as_deref(), Some("Gr"));
        assert_eq!(decode(b"G\0r\0o\0").as_deref(), Some("Gro"));
        assert_eq!(decode(b"\0G\0r\0o").as_deref(), Some("Gro"));
        assert_eq!(decode(b"\xef\xbb\xbfa\tb\r\n").as_deref(), Some("a\tb\r\n"));
        assert_eq!(decode(b"Price: 5 \x80").as_deref(), Some("Price: 5 €"));
        for odd in [&b"a\0b"[..], b"\x7fELF", b"\x1b[31m", b"\x89PNG\r\n\x1a\n", b"\0\0\0\0"] {
            assert_eq!(decode(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn scripts_are_told_from_each_other() {
        for (encoding, text) in [
            (WINDOWS_1251, "Имя;Город\nИван;Москва\nОльга;Казань\n"),
            (KOI8_R, "Имя;Город\nИван;Москва\nОльга;Казань\n"),
            (GBK, "姓名,城市\n王伟,北京\n李娜,上海\n"),
            (BIG5, "姓名,城市\n王偉,臺北市\n李娜,高雄市\n"),
            (SHIFT_JIS, "名前,都市\n田中さん,東京です\nすずき,おおさか\n"),
            (EUC_KR, "이름,도시\n김민수,서울\n이영희,부산\n"),
            (WINDOWS_1250, "jméno;město\nJiří Dvořák;Plzeň\nŽofie Šťastná;Brno\n"),
            (ISO_8859_2, "nazwa;cena\nŻółta herbata;5 zł\nŚwieże jabłka;3 zł\n"),
            (WINDOWS_1253, "Όνομα;Πόλη\nΓιώργος;Αθήνα\n"),
            (WINDOWS_1254, "İsim;Şehir\nGülşen Yıldız;İstanbul\nOğuz;Eskişehir\n"),
            (WINDOWS_1255, "שם;עיר\nדוד;ירושלים\n"),
            (WINDOWS_1256, "الاسم;المدينة\nمحمد;القاهرة\n"),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost);
            assert_eq!(decode(&bytes).as_deref(), Some(text), "{}", encoding.name());
        }
    }
}
