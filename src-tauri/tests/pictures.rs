//! The program as the desk starts it to read one picture: no display, no state, the bytes in and the answer out.
#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    io::{Cursor, Write as _},
    process::{Command, Output, Stdio},
};

use fermata_desk::ipc::{PictureFault, PictureView};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

fn asked(media_type: &str, bytes: &[u8]) -> Output {
    let mut reader = Command::new(env!("CARGO_BIN_EXE_fermata-desk"))
        .args(["--read-picture", media_type])
        .env_remove("DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(bytes).unwrap();
    reader.wait_with_output().unwrap()
}

fn told(media_type: &str, bytes: &[u8]) -> PictureView {
    let out = asked(media_type, bytes);
    assert!(out.status.success(), "{out:?}");
    serde_json::from_slice(&out.stdout).unwrap()
}

fn made(width: u32, height: u32, pixel: impl Fn(u32, u32) -> Rgba<u8>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, pixel))
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn a_picture_comes_back_with_its_size() {
    let bytes = made(40, 30, |x, _| Rgba([x as u8, 0, 0, 255]));
    let told = told("image/png", &bytes);
    assert!(
        matches!(&told, PictureView::Shown { png, width: 40, height: 30 } if png.len() > 100),
        "{told:?}"
    );
}

#[test]
fn the_largest_picture_that_may_be_fits_into_what_the_reader_may_take() {
    let bytes = made(4096, 4096, |_, y| Rgba([0, (y / 16) as u8, 0, 255]));
    let told = told("image/png", &bytes);
    assert!(
        matches!(
            told,
            PictureView::Shown {
                width: 4096,
                height: 4096,
                ..
            }
        ),
        "{} bytes",
        bytes.len()
    );
}

#[test]
fn what_is_no_such_picture_is_refused() {
    for (media_type, bytes, why) in [
        (
            "image/png",
            &b"\x89PNG\r\n\x1a\n"[..],
            PictureFault::Damaged,
        ),
        ("image/svg+xml", b"<svg/>", PictureFault::Other),
        ("", b"", PictureFault::Other),
    ] {
        assert_eq!(told(media_type, bytes), PictureView::Refused { why });
    }
}
