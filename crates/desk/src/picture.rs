//! Pictures of an item: read here, within limits that are looked at before anything is unpacked, and written again as a PNG of plain pixels.
//! So the page never gets the bytes that somebody else made, and what else stood in them stays behind.
//!
//! Of a moving picture the first frame counts. SVG is text.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

use crate::ipc::{PictureFault, PictureView};

/// More than a proposal can carry.
const MOST_BYTES: usize = 1024 * 1024;
const MOST_ACROSS: u32 = 8_192;
const MOST_PIXELS: u64 = 16 * 1024 * 1024;
/// What reading one may take beside what comes of it.
const MOST_MEMORY: u64 = 128 * 1024 * 1024;

/// The format of a media type that a picture is shown of.
pub(crate) fn format(media_type: &str) -> Option<ImageFormat> {
    match media_type
        .split(';')
        .next()?
        .trim()
        .to_ascii_lowercase()
        .as_str()
    {
        "image/png" => Some(ImageFormat::Png),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/webp" => Some(ImageFormat::WebP),
        "image/gif" => Some(ImageFormat::Gif),
        _ => None,
    }
}

/// The picture for the page. It takes its time: not for a thread that others wait for.
pub fn picture(media_type: &str, bytes: &[u8]) -> PictureView {
    match read(media_type, bytes).and_then(|image| write(&image)) {
        Ok(shown) => shown,
        Err(why) => PictureView::Refused { why },
    }
}

fn read(media_type: &str, bytes: &[u8]) -> Result<DynamicImage, PictureFault> {
    if bytes.len() > MOST_BYTES {
        return Err(PictureFault::Large);
    }
    let said = format(media_type).ok_or(PictureFault::Other)?;
    // A type is what the first bytes say, and that has to be the one that was promised.
    if image::guess_format(bytes).ok() != Some(said) {
        return Err(PictureFault::Other);
    }
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MOST_ACROSS);
    limits.max_image_height = Some(MOST_ACROSS);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), said);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureFault::Large);
    }
    let upright = decoder.orientation().map_err(fault)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(fault)?;
    image.apply_orientation(upright);
    Ok(image)
}

fn write(image: &DynamicImage) -> Result<PictureView, PictureFault> {
    let (width, height) = (image.width(), image.height());
    let pixels = DynamicImage::ImageRgba8(image.to_rgba8());
    let mut png = Vec::new();
    pixels
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .map_err(fault)?;
    Ok(PictureView::Shown {
        png: STANDARD.encode(png),
        width,
        height,
    })
}

fn fault(error: ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::Large,
        _ => PictureFault::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    const TYPES: [(&str, ImageFormat); 4] = [
        ("image/png", ImageFormat::Png),
        ("image/jpeg", ImageFormat::Jpeg),
        ("image/webp", ImageFormat::WebP),
        ("image/gif", ImageFormat::Gif),
    ];

    fn made(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let image = RgbaImage::from_pixel(width, height, Rgba([200, 40, 40, 255]));
        let image = DynamicImage::ImageRgba8(image);
        let mut bytes = Cursor::new(Vec::new());
        let written = match format {
            ImageFormat::Jpeg => image.to_rgb8().write_to(&mut bytes, format),
            _ => image.write_to(&mut bytes, format),
        };
        written.unwrap();
        bytes.into_inner()
    }

    fn refused(media_type: &str, bytes: &[u8]) -> Option<PictureFault> {
        match picture(media_type, bytes) {
            PictureView::Refused { why } => Some(why),
            PictureView::Shown { .. } => None,
        }
    }

    #[test]
    fn a_picture_of_each_kind_comes_back_as_a_png_of_its_size() {
        for (media_type, format) in TYPES {
            let shown = picture(media_type, &made(format, 30, 20));
            let PictureView::Shown { png, width, height } = shown else {
                panic!("{media_type}: {shown:?}");
            };
            assert_eq!((width, height), (30, 20), "{media_type}");
            let png = STANDARD.decode(png).unwrap();
            let again = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
            assert_eq!((again.width(), again.height()), (30, 20));
            let Rgba([red, green, blue, alpha]) = again.to_rgba8()[(15, 10)];
            assert!(
                red > 190 && green < 60 && blue < 60 && alpha == 255,
                "{media_type}"
            );
        }
    }

    #[test]
    fn what_stood_beside_the_pixels_stays_behind() {
        let mut bytes = made(ImageFormat::Png, 2, 2);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let PictureView::Shown { png, .. } = picture("image/png", &bytes) else {
            panic!("the pixels can be read");
        };
        let png = STANDARD.decode(png).unwrap();
        assert!(!png.windows(8).any(|at| at == b"<script>"));
    }

    #[test]
    fn bytes_of_another_type_than_was_said_are_refused() {
        for (media_type, format) in TYPES {
            for (other, _) in TYPES.iter().filter(|(other, _)| *other != media_type) {
                let bytes = made(format, 4, 4);
                assert_eq!(refused(other, &bytes), Some(PictureFault::Other), "{other}");
            }
        }
        let png = made(ImageFormat::Png, 4, 4);
        for media_type in ["image/svg+xml", "image/bmp", "text/html", ""] {
            assert_eq!(refused(media_type, &png), Some(PictureFault::Other));
        }
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
            b"%PDF-1.7",
            b"MZ",
            b"",
        ] {
            assert_eq!(refused("image/png", bytes), Some(PictureFault::Other));
        }
    }

    #[test]
    fn a_truncated_picture_is_refused_wherever_it_ends() {
        for (media_type, format) in TYPES {
            let whole = made(format, 64, 64);
            for end in [whole.len() / 4, whole.len() / 2] {
                let why = refused(media_type, &whole[..end]);
                let fits = matches!(why, Some(PictureFault::Damaged | PictureFault::Other));
                assert!(fits, "{media_type} to {end}: {why:?}");
            }
        }
    }

    /// A PNG that says it is of that size; few bytes, whatever it would unpack to.
    fn said_to_be(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = made(ImageFormat::Png, 1, 1);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        };
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), step)
        })
    }

    #[test]
    fn a_picture_that_would_unpack_to_too_much_is_refused_before_it_is_unpacked() {
        for (width, height) in [
            (u32::MAX >> 1, 1),
            (8_193, 1),
            (1, 8_193),
            (8_192, 8_192),
            (4_097, 4_096),
        ] {
            let why = refused("image/png", &said_to_be(width, height));
            assert_eq!(why, Some(PictureFault::Large), "{width} × {height}");
        }
        // Within the limits its missing pixels are what is wrong with it.
        assert_eq!(
            refused("image/png", &said_to_be(512, 512)),
            Some(PictureFault::Damaged)
        );
        // Real pixels, far more of them than bytes.
        let bomb = made(ImageFormat::Png, 8_192, 2_049);
        assert!(bomb.len() < MOST_BYTES, "{}", bomb.len());
        assert_eq!(refused("image/png", &bomb), Some(PictureFault::Large));
        let mut long = made(ImageFormat::Png, 1, 1);
        long.resize(MOST_BYTES + 1, 0);
        assert_eq!(refused("image/png", &long), Some(PictureFault::Large));
    }
}
