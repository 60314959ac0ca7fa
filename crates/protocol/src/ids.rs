//! Names of things, each its own type, so that one can not stand where another belongs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The text is not of the form that this id has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct BadId(&'static str);

/// Serialises by `Display` and reads by `FromStr`.
macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?
                    .parse()
                    .map_err(de::Error::custom)
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $versions:pat) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }

            /// A UUIDv7 made of a time and 10 random bytes, both given by the caller.
            pub fn make(at: crate::Timestamp, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let id = Uuid::try_parse(text).map_err(|_| BadId($what))?;
                let canonical = id.hyphenated().to_string() == text;
                match id.get_version_num() {
                    $versions if canonical && id.get_variant() == uuid::Variant::RFC4122 => Ok(Self(id)),
                    _ => Err(BadId($what)),
                }
            }
        }

        as_text!($name);
    };
}

uuid_id!(
    /// A statement's own id. An entry's id is the one of its first statement.
    Jti, "statement id (UUIDv7)", 7 | 8
);
uuid_id!(
    /// An escalation's id, which is its proposal's.
    Esc, "escalation id (UUIDv7)", 7
);
uuid_id!(
    /// A workspace's id.
    Ws, "workspace id (UUIDv7)", 7
);

impl From<Esc> for Jti {
    fn from(esc: Esc) -> Self {
        Self(esc.0)
    }
}

impl Jti {
    /// The id of an entry that a gateway makes by itself: SHA-256 over esc, word and number, marked version 8.
    /// Two gateways that saw the same make the same id, so the log takes it once.
    pub fn derive(esc: Esc, word: &str, key: &str, seen: u64) -> Self {
        let digest = Sha256::digest(format!("{esc}\n{word}\n{key}\n{seen}").as_bytes());
        let mut first = [0_u8; 16];
        first.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(first).into_uuid())
    }
}

impl From<Jti> for Esc {
    /// The escalation that this proposal opens. Ids that gateways derive open nothing: ask [`Esc::of`] where one may stand.
    fn from(jti: Jti) -> Self {
        Self(jti.0)
    }
}

impl Esc {
    /// The escalation that a proposal with this id opens; absent for ids that gateways derive.
    pub fn of(jti: Jti) -> Option<Self> {
        (jti.0.get_version_num() == 7).then_some(Self(jti.0))
    }
}

/// A person, source, queue, group, gateway or tool: `[a-z0-9][a-z0-9._-]{0,63}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Name {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let inner = |b: &u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
        let first = text
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphanumeric);
        if first && text.len() <= 64 && text.as_bytes().iter().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadId("name ([a-z0-9][a-z0-9._-]{0,63})"))
        }
    }
}

as_text!(Name);

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// From its bytes.
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadId($what))?;
                Ok(Self(bytes.try_into().map_err(|_| BadId($what))?))
            }
        }

        as_text!($name);
    };
}

bytes_id!(
    /// SHA-256 over exact bytes, as 43 characters of base64url.
    Sha, 32, "SHA-256 (43 characters base64url)"
);
bytes_id!(
    /// 128 random bits, as 22 characters of base64url.
    Nonce, 16, "nonce (22 characters base64url)"
);
bytes_id!(
    /// A key's id: the RFC 7638 thumbprint of its JWK.
    Kid, 32, "key id (RFC 7638 thumbprint)"
);

impl Sha {
    /// The digest of these bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes.as_ref()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_and_short() {
        for good in ["a", "0x", "airline-agent", "a.b_c-d"] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in ["", "A", "-a", ".a", "a b", "ä", long.as_str()] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_have_one_spelling() {
        let esc = "01935a6e-7b1c-7c3d-8e4f-0123456789ab";
        assert_eq!(esc.parse::<Esc>().unwrap().to_string(), esc);
        assert!(esc.to_uppercase().parse::<Esc>().is_err());
        assert!("01935a6e7b1c7c3d8e4f0123456789ab".parse::<Esc>().is_err());
        assert!(
            "01935a6e-7b1c-4c3d-8e4f-0123456789ab"
                .parse::<Esc>()
                .is_err(),
            "version 4"
        );
        assert!(
            "01935a6e-7b1c-7c3d-ce4f-0123456789ab"
                .parse::<Esc>()
                .is_err(),
            "another variant"
        );
    }

    #[test]
    fn digests_with_non_zero_trailing_bits_are_refused() {
        let good = Sha::of(b"x").to_string();
        assert!(good.parse::<Sha>().is_ok());
        let mut bad = good.clone();
        let last = bad.pop().unwrap();
        bad.push(char::from(last as u8 + 1));
        assert!(bad.parse::<Sha>().is_err());
    }

    #[test]
    fn derived_ids_are_version_8_and_open_nothing() {
        let esc: Esc = "01935a6e-7b1c-7c3d-8e4f-0123456789ab".parse().unwrap();
        let id = Jti::derive(esc, "expired", "2026-11-22T09:30:00.000Z", 2);
        assert_eq!(id.uuid().get_version_num(), 8);
        assert_eq!(Esc::of(id), None);
        assert_ne!(
            id,
            Jti::derive(esc, "expired", "2026-11-22T09:30:00.000Z", 3)
        );
    }
}
