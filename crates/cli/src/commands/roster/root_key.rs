//! A root key in a file that a passphrase locks: Argon2id with the second parameters of RFC 9106, section 4, and XChaCha20-Poly1305.
//!
//! The form has no parameters of its own, so a file can not ask for a weak or an endless derivation.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use fermata_protocol::{Jwk, SecretKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    context::{Context, read},
    failure::Failure,
    out::Done,
};

/// Form of the file.
const V: u64 = 1;
/// RFC 9106, section 4, the second choice: 64 MiB, three passes, four lanes.
const COST: (u32, u32, u32) = (64 * 1024, 3, 4);
/// Shorter passphrases are guessed.
const SHORTEST: usize = 12;
/// Where scripts put the passphrase instead of typing it: a file, which stands in no process list.
const FROM: &str = "FERMATA_PASSPHRASE_FILE";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    v: u64,
    jwk: Jwk,
    salt: String,
    nonce: String,
    locked: String,
}

/// Makes a root key in a new file.
pub(super) fn make(context: &Context, path: &Path) -> Result<Done, Failure> {
    if path.exists() {
        return Err(Failure::new(
            "file",
            format!(
                "{} exists, and a root key is never overwritten: choose another file.",
                path.display()
            ),
        ));
    }
    let passphrase = passphrase("A passphrase for the new root key: ", true)?;
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut())?;
    let key = SecretKey::from_seed(&seed);
    let locked = lock(&key, &passphrase)?;
    let text = serde_json::to_vec_pretty(&locked).map_err(internal)?;
    context.home.write_private(path, &text).map_err(|error| {
        Failure::new(
            "disk",
            format!("Can not write {}: {error}.", path.display()),
        )
    })?;
    let kid = key.kid();
    let words = format!(
        "Made root {kid} in {}\nKeep the file and its passphrase apart, and both away from any gateway.\nIt is no root of this workspace until `fermata roster roots --add {0}`.",
        path.display()
    );
    Ok(Done::new(
        words,
        json!({ "kid": kid, "jwk": key.public().jwk(), "file": path }),
    ))
}

/// The public half: of a locked file, or of a plain JWK.
pub(super) fn public(path: &Path) -> Result<Jwk, Failure> {
    let bytes = read(path)?;
    serde_json::from_slice::<Locked>(&bytes)
        .map(|locked| locked.jwk)
        .or_else(|_| serde_json::from_slice::<Jwk>(&bytes))
        .map_err(|error| {
            Failure::new(
                "bad_json",
                format!(
                    "{} is neither a root key's file nor a JWK of an Ed25519 key ({error}).",
                    path.display()
                ),
            )
        })
}

/// Unlocks a root key.
pub(super) fn load(path: &Path) -> Result<SecretKey, Failure> {
    let damaged = |why: String| {
        Failure::new(
            "bad_json",
            format!("{} is not a root key's file: {why}.", path.display()),
        )
    };
    let locked: Locked =
        serde_json::from_slice(&read(path)?).map_err(|error| damaged(error.to_string()))?;
    if locked.v != V {
        return Err(damaged(format!("its form is {}, not {V}", locked.v)));
    }
    unlock(&locked, &passphrase("The root key's passphrase: ", false)?)
}

fn lock(key: &SecretKey, passphrase: &str) -> Result<Locked, Failure> {
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    fill(&mut salt)?;
    fill(&mut nonce)?;
    let jwk = key.public().jwk();
    let seed = key.dangerous_seed();
    let kid = key.kid().to_string();
    let payload = Payload {
        msg: seed.as_ref(),
        aad: kid.as_bytes(),
    };
    let sealed = cipher(passphrase, &salt)?
        .encrypt(&nonce.into(), payload)
        .map_err(internal)?;
    Ok(Locked {
        v: V,
        jwk,
        salt: URL_SAFE_NO_PAD.encode(salt),
        nonce: URL_SAFE_NO_PAD.encode(nonce),
        locked: URL_SAFE_NO_PAD.encode(sealed),
    })
}

fn unlock(locked: &Locked, passphrase: &str) -> Result<SecretKey, Failure> {
    let wrong = || {
        Failure::new(
            "wrong_passphrase",
            "The passphrase does not open this root key, or its file was changed: try again, or restore the file.",
        )
    };
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong());
    let salt: [u8; 16] = bytes(&locked.salt)?.try_into().map_err(|_| wrong())?;
    let nonce: [u8; 24] = bytes(&locked.nonce)?.try_into().map_err(|_| wrong())?;
    let kid = locked.jwk.thumbprint().to_string();
    let sealed = bytes(&locked.locked)?;
    let payload = Payload {
        msg: &sealed,
        aad: kid.as_bytes(),
    };
    let opened = cipher(passphrase, &salt)?.decrypt(&nonce.into(), payload);
    let opened = Zeroizing::new(opened.map_err(|_| wrong())?);
    let seed: [u8; 32] = opened.as_slice().try_into().map_err(|_| wrong())?;
    let key = SecretKey::from_seed(&Zeroizing::new(seed));
    match key.kid() == locked.jwk.thumbprint() {
        true => Ok(key),
        false => Err(wrong()),
    }
}

fn cipher(passphrase: &str, salt: &[u8]) -> Result<XChaCha20Poly1305, Failure> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(internal)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(internal)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

fn passphrase(prompt: &str, new: bool) -> Result<Zeroizing<String>, Failure> {
    let typed = match std::env::var_os(FROM).filter(|path| !path.is_empty()) {
        Some(path) => {
            let bytes = Zeroizing::new(read(Path::new(&path))?);
            let text = String::from_utf8_lossy(&bytes);
            Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => Zeroizing::new(rpassword::prompt_password(prompt).map_err(|error| {
            Failure::new(
                "passphrase",
                format!("No terminal to type a passphrase at ({error}): name a file that holds it in {FROM}."),
            )
        })?),
    };
    if new && typed.chars().count() < SHORTEST {
        return Err(Failure::new(
            "passphrase",
            format!("The passphrase is too short: take at least {SHORTEST} characters."),
        ));
    }
    Ok(typed)
}

fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        "internal",
        format!("The root key can not be made: {error}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_key_opens_with_its_passphrase_alone_and_only_unchanged() {
        let key = SecretKey::from_seed(&Zeroizing::new([7; 32]));
        let locked = lock(&key, "correct horse battery").unwrap();
        assert_eq!(
            unlock(&locked, "correct horse battery").unwrap().kid(),
            key.kid()
        );
        let code = |locked: &Locked, words: &str| unlock(locked, words).map(drop).unwrap_err().code;
        assert_eq!(code(&locked, "correct horse batterY"), "wrong_passphrase");
        let other = SecretKey::from_seed(&Zeroizing::new([8; 32]));
        let swapped = Locked {
            jwk: other.public().jwk(),
            ..lock(&key, "correct horse battery").unwrap()
        };
        assert_eq!(code(&swapped, "correct horse battery"), "wrong_passphrase");
        let text = serde_json::to_string(&locked).unwrap();
        assert!(!text.contains(&URL_SAFE_NO_PAD.encode(*key.dangerous_seed())));
    }
}
