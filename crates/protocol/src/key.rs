//! Ed25519 keys as JWKs (RFC 8037) and their thumbprints (RFC 7638).
//!
//! Randomness is a parameter: a secret key is made from 32 bytes that the caller drew.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Code, Kid, Sha, json};

/// A public key in its JWK form: `{"kty":"OKP","crv":"Ed25519","x":"…"}` and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// 32 bytes in base64url.
    x: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    kty: Cow<'a, str>,
    crv: Cow<'a, str>,
    x: Cow<'a, str>,
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let wire = Wire {
            kty: "OKP".into(),
            crv: "Ed25519".into(),
            x: self.x.as_str().into(),
        };
        wire.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(json::Object(from))?;
        if wire.kty != "OKP" || wire.crv != "Ed25519" || wire.x.parse::<Sha>().is_err() {
            return Err(de::Error::custom("not an Ed25519 key of 32 bytes"));
        }
        Ok(Self {
            x: wire.x.into_owned(),
        })
    }
}

impl Jwk {
    /// The JWK of 32 public bytes, unchecked: [`Jwk::key`] checks.
    pub fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self {
            x: URL_SAFE_NO_PAD.encode(bytes),
        }
    }

    /// RFC 7638: SHA-256 over the required members in lexicographic order, without white space.
    pub fn thumbprint(&self) -> Kid {
        let text = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.x);
        Kid::new(Sha256::digest(text.as_bytes()).into())
    }

    /// The key, when its bytes are a canonical encoding of a point that is not of small order.
    ///
    /// # Errors
    /// `weak_key`.
    pub fn key(&self) -> Result<PublicKey, Code> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD
            .decode(&self.x)
            .ok()
            .and_then(|b| b.try_into().ok())
            .ok_or(Code::WeakKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Code::WeakKey)?;
        let canonical = key.to_edwards().compress().to_bytes() == bytes;
        if canonical && !key.is_weak() {
            Ok(PublicKey(key))
        } else {
            Err(Code::WeakKey)
        }
    }
}

/// A key that passed [`Jwk::key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Its JWK.
    pub fn jwk(&self) -> Jwk {
        Jwk::of_bytes(self.0.as_bytes())
    }

    /// RFC 8032 without cofactor, 64 bytes, S < L, canonical R, no small-order R.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Code> {
        Signature::from_slice(signature)
            .and_then(|signature| self.0.verify_strict(message, &signature))
            .map_err(|_| Code::BadSignature)
    }
}

/// A private key. It can not be copied, printed or serialised, and is wiped when dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of these 32 bytes (RFC 8032's seed). They come from the operating system's randomness, or from a keystore.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, for a keystore and nobody else.
    pub fn dangerous_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The key's id.
    pub fn kid(&self) -> Kid {
        self.public().jwk().thumbprint()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey(*** of {})", self.kid())
    }
}

#[cfg(test)]
mod signatures;

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendix A.1 to A.3.
    #[test]
    fn thumbprint_is_rfc_8037_a3() {
        let d = URL_SAFE_NO_PAD
            .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .unwrap();
        let key = SecretKey::from_seed(&Zeroizing::new(d.try_into().unwrap()));
        let jwk = serde_json::to_string(&key.public().jwk()).unwrap();
        assert_eq!(
            jwk,
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        );
        assert_eq!(
            key.kid().to_string(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        assert_eq!(
            format!("{key:?}"),
            "SecretKey(*** of kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k)"
        );
    }

    /// RFC 8037, appendix A.4: the JWS signature, made with its own header.
    #[test]
    fn signature_is_rfc_8037_a4() {
        let d = URL_SAFE_NO_PAD
            .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .unwrap();
        let key = SecretKey::from_seed(&Zeroizing::new(d.try_into().unwrap()));
        let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = key.sign(input.as_bytes());
        assert_eq!(
            URL_SAFE_NO_PAD.encode(signature),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
        assert_eq!(key.public().verify(input.as_bytes(), &signature), Ok(()));
    }

    #[test]
    fn weak_and_non_canonical_keys_are_refused() {
        let mut identity = [0_u8; 32];
        identity[0] = 1;
        // y = p + 1, a second spelling of the identity's y.
        let mut above = [0xff_u8; 32];
        above[0] = 0xee;
        above[31] = 0x7f;
        for bytes in [identity, [0; 32], above] {
            assert_eq!(Jwk::of_bytes(&bytes).key(), Err(Code::WeakKey));
        }
    }
}
