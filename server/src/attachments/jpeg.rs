//! Large photographs, decoded to fewer pixels than they have: one of 40 million takes 8 MiB and not 120.

use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};

/// Most pixels of a progressive photograph: all of its coefficients are in memory at once, 3 to 6 bytes for a pixel.
const PROGRESSIVE_PIXELS: u32 = 20_000_000;
/// Most passes over a photograph. Ten are usual, and each takes a moment for a million pixels.
const SCANS: usize = 100;

/// The photograph with a half, a quarter or an eighth of its width and height: the least that keeps `side` pixels in one
/// direction. `None` if it is not a photograph, or costs too much.
pub(super) fn reduced(bytes: &[u8], side: u16) -> Option<DynamicImage> {
    if scans(bytes) > SCANS {
        return None;
    }
    let mut decoder = Decoder::new(bytes);
    decoder.read_info().ok()?;
    let info = decoder.info()?;
    let pixels = u32::from(info.width) * u32::from(info.height);
    if info.coding_process == CodingProcess::DctProgressive && pixels > PROGRESSIVE_PIXELS {
        return None;
    }
    let (width, height) = decoder.scale(side, side).ok()?;
    let (width, height) = (width.into(), height.into());
    let pixels = decoder.decode().ok()?;
    match info.pixel_format {
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelFormat::L16 | PixelFormat::CMYK32 => None,
    }
}

/// Beginnings of scans (ITU-T T.81, B.1.1.3). Nothing within a scan looks like one.
fn scans(bytes: &[u8]) -> usize {
    bytes.windows(2).filter(|pair| pair == b"\xFF\xDA").count()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    fn photo(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let pixels = RgbImage::from_pixel(width, height, image::Rgb([200, 10, 10]));
        pixels.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_photograph_keeps_its_colours_and_enough_of_its_pixels() {
        for (whole, kept) in [((4_000, 200), (2_000, 100)), ((200, 8_000), (50, 2_000)), ((1_600, 10), (1_600, 10))] {
            let image = reduced(&photo(whole.0, whole.1), 1_536).unwrap().to_rgb8();
            assert_eq!(image.dimensions(), kept, "{whole:?}");
            let [red, green, blue] = image.get_pixel(0, 0).0;
            assert!(red.abs_diff(200) < 5 && green.abs_diff(10) < 5 && blue.abs_diff(10) < 5);
        }
    }

    #[test]
    fn what_is_none_or_has_too_many_scans_is_left_out() {
        assert!(reduced(b"\xFF\xD8\xFF", 100).is_none());
        let mut many = photo(8, 8);
        many.splice(2..2, b"\xFF\xDA".repeat(SCANS + 1));
        assert!(reduced(&many, 100).is_none());
    }
}
