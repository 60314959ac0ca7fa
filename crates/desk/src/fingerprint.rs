//! A key's fingerprint as words, for people to read aloud.

use fermata_protocol::{Kid, Sha};

/// `count` words of the BIP-39 English list (2,048 words, 11 bits each) over the key's id.
pub fn fingerprint(kid: Kid, count: usize) -> Vec<String> {
    words_of(Sha::of(format!("fermata key\n{kid}")), count)
}

/// The first `count` words of a digest, 11 bits each: six are 66 bits.
pub fn words_of(digest: Sha, count: usize) -> Vec<String> {
    let list = bip39::Language::English.word_list();
    let bit = |at: usize| (digest.bytes()[at / 8] >> (7 - at % 8)) & 1;
    (0..count.min(256 / 11))
        .map(|word| {
            let index = (0..11).fold(0, |sum, at| sum * 2 + usize::from(bit(word * 11 + at)));
            list[index].to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_key_has_other_words_and_the_same_key_the_same() {
        let (one, other) = (Kid::new([1; 32]), Kid::new([2; 32]));
        assert_eq!(fingerprint(one, 3), fingerprint(one, 3));
        assert_ne!(fingerprint(one, 3), fingerprint(other, 3));
        assert_eq!(
            fingerprint(one, 6)[..3],
            fingerprint(one, 3)[..],
            "six words begin with the three"
        );
    }
}
