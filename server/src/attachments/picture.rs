//! Pictures, decoded with limits and re-encoded: only the visible picture is kept, and nothing else of the file.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder};

use super::jpeg;
use crate::core::conversation::attachment::Kind;

/// Maximum number of pixels in a picture.
const PIXELS: u64 = 40_000_000;
/// Maximum number of bytes of memory while a picture is decoded.
const MEMORY: u64 = 128 * 1024 * 1024;
/// Larger pictures are scaled down to this many pixels a side: enough to read a screen, and what models look at.
const SIDE: u32 = 2_048;
/// Photographs that stay larger than this at half their size are decoded at half, a quarter or an eighth of it.
const REDUCED: u16 = 1_536;
/// Photographs as PNG become JPEG from this many bytes on.
const LARGE_PNG: usize = 1_500_000;
const QUALITY: u8 = 85;
/// Allowance for Deflate, which hardly enlarges data: a PNG with more packed bytes than twice the picture plus this is
/// refused.
const SLACK: u64 = 4 * 1024;

/// Re-encodes a picture; `None` if it is not a picture, or beyond the limits. GIF and animated pictures give their
/// first frame.
pub(super) fn encoded_anew(bytes: &[u8], format: ImageFormat) -> Option<(Kind, Vec<u8>)> {
    let image = upright(bytes, format)?;
    let image = if image.width().max(image.height()) > SIDE { image.thumbnail(SIDE, SIDE) } else { image };
    if format == ImageFormat::Jpeg {
        return Some((Kind::Jpeg, to_jpeg(&image)?));
    }
    let opaque = !image.color().has_alpha();
    let plain = if opaque { DynamicImage::from(image.to_rgb8()) } else { DynamicImage::from(image.to_rgba8()) };
    let mut png = Cursor::new(Vec::new());
    plain.write_to(&mut png, ImageFormat::Png).ok()?;
    let png = png.into_inner();
    if opaque && png.len() > LARGE_PNG { Some((Kind::Jpeg, to_jpeg(&plain)?)) } else { Some((Kind::Png, png)) }
}

/// Decoded, and turned as its metadata says, which are then gone.
fn upright(bytes: &[u8], format: ImageFormat) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let raw = decoder.total_bytes();
    let sound = (1..=PIXELS).contains(&(u64::from(width) * u64::from(height))) && raw <= MEMORY;
    if !sound || (format == ImageFormat::Png && packed(bytes) > raw * 2 + SLACK) {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let is_large = width.max(height) >= 2 * u32::from(REDUCED);
    let mut image = if format == ImageFormat::Jpeg && is_large {
        drop(decoder);
        jpeg::reduced(bytes, REDUCED)?
    } else {
        DynamicImage::from_decoder(decoder).ok()?
    };
    image.apply_orientation(orientation);
    Some(image)
}

fn to_jpeg(image: &DynamicImage) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    image.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).ok()?;
    Some(jpeg)
}

/// Returns the number of bytes of packed pixels in a PNG (RFC 2083, section 3.2).
fn packed(png: &[u8]) -> u64 {
    let (mut rest, mut sum) = (png.get(8..).unwrap_or_default(), 0);
    while let [a, b, c, d, kind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]);
        if kind.starts_with(b"IDAT") {
            sum += u64::from(length);
        }
        // Length, kind, data, checksum.
        rest = usize::try_from(length).ok().and_then(|length| rest.get(length.checked_add(12)?..)).unwrap_or_default();
    }
    sum
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn photo(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 10, 10])).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A JPEG with a camera's notes: turned by a quarter, taken somewhere.
    fn noted() -> Vec<u8> {
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPSLatitude";
        let jpeg = photo(ImageFormat::Jpeg, 40, 20);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, 0xE1], &length, exif, &jpeg[2..]].concat()
    }

    #[test]
    fn what_is_beside_the_picture_is_gone() {
        let (kind, bytes) = encoded_anew(&noted(), ImageFormat::Jpeg).unwrap();
        assert_eq!(kind, Kind::Jpeg);
        assert!(!bytes.windows(4).any(|w| w == b"Exif" || w == b"GPSL"));
        let kept = image::load_from_memory(&bytes).unwrap();
        assert_eq!((kept.width(), kept.height()), (20, 40), "turned as the camera said");
    }

    #[test]
    fn every_format_becomes_png_or_jpeg_of_a_sensible_size() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
            assert_eq!(encoded_anew(&photo(format, 8, 8), format).unwrap().0, Kind::Png);
        }
        let (_, large) = encoded_anew(&photo(ImageFormat::Png, 3_000, 10), ImageFormat::Png).unwrap();
        assert_eq!(image::load_from_memory(&large).unwrap().width(), SIDE);
        assert_eq!(encoded_anew(b"GIF89a", ImageFormat::Gif), None);
    }
}
