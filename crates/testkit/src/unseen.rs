//! Which characters a reader would not see, or would see other characters moved by: the tests' own list, so that the product's is judged by another.

/// Default_Ignorable_Code_Point of Unicode 16, DerivedCoreProperties.txt.
const IGNORABLE: &[(u32, u32)] = &[
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfff8),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

/// Controls, every other White_Space and the bidi controls, private use and surrogates' neighbours, noncharacters.
const OTHER: &[(u32, u32)] = &[
    (0x0, 0x1f),
    (0x7f, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x202f),
    (0x205f, 0x205f),
    (0x2066, 0x2069),
    (0x3000, 0x3000),
    (0xe000, 0xf8ff),
    (0xfdd0, 0xfdef),
    (0xf0000, 0xffffd),
    (0x100000, 0x10fffd),
];

/// Whether `c` is one of them.
pub fn unseen(c: char) -> bool {
    let code = u32::from(c);
    let within = |ranges: &[(u32, u32)]| ranges.iter().any(|&(a, b)| (a..=b).contains(&code));
    within(IGNORABLE) || within(OTHER) || code & 0xfffe == 0xfffe
}
