//! A picture, decoded and re-encoded: visitors get only the new file, without anything else from the original.

use std::{io::Cursor, time::Duration};

use image::{ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType};

use super::{
    document_client::DocumentClient,
    fetch::{Ending, fetch},
};
use crate::core::security::work::{LONG, WorkKind};
use tokio::time::Instant;

/// Media types of pictures. The actual format is detected from the bytes.
const TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];
/// Bytes of a picture.
const MOST: usize = 1 << 20;
/// Pixels of a side, before and after.
const LARGEST: u32 = 4_096;
const SIDE: u32 = 160;
/// Bytes a picture may take unpacked.
const MEMORY: u64 = 24 << 20;
/// Time limit for re-encoding a picture; a slower picture is left out.
const LONGEST: Duration = Duration::from_secs(3);
/// Of 100.
const QUALITY: u8 = 80;

/// Fetches a picture and returns its middle as a square JPEG of 160 pixels; `None` if there is no such picture.
pub(super) async fn fetch_square(client: &DocumentClient, address: &str, deadline: Instant) -> Option<Vec<u8>> {
    let document = fetch(client, address, &TYPES, MOST, deadline).await?;
    let Ending::Whole(bytes) = document.whole().await else { return None };
    LONG.run(WorkKind::Picture, LONGEST, move |_| square(bytes)).await.ok().flatten()
}

fn square(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];
    if !reader.format().is_some_and(|format| known.contains(&format)) {
        return None;
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LARGEST), Some(LARGEST));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let drawn = reader.decode().ok()?.resize_to_fill(SIDE, SIDE, FilterType::Triangle).to_rgb8();
    let mut jpeg = Vec::new();
    drawn.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbaImage};

    use super::*;

    fn drawn(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageRgba8(RgbaImage::new(width, height));
        DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_becomes_a_small_square() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let small = square(drawn(format, 300, 200)).unwrap();
            let again = image::load_from_memory_with_format(&small, ImageFormat::Jpeg).unwrap();
            assert_eq!((again.width(), again.height()), (SIDE, SIDE), "{format:?}");
        }
    }

    #[test]
    fn what_is_none_or_too_large_is_left_out() {
        for odd in [&b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..], b"GIF89a", b"", b"\x89PNG\r\n"]
        {
            assert_eq!(square(odd.to_vec()), None);
        }
        assert_eq!(square(drawn(ImageFormat::Png, LARGEST + 1, 1)), None);
        assert_eq!(square(drawn(ImageFormat::Png, LARGEST, LARGEST)), None, "few bytes, much memory");
    }
}
