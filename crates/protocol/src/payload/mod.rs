//! The payloads, one struct per kind of statement (protocol, sections 3, 4 and 7).
//!
//! They are the wire form and are read only by [`crate::json::read`], which refuses unknown members and `null` for absent.
//! A changed payload is a new kind of statement; nothing here is ever extended in place.

mod action;
mod away;
mod decide;
mod join;
mod roster;
mod standing;

pub use action::*;
pub use away::*;
pub use decide::*;
pub use join::*;
pub use roster::*;
pub use standing::*;

/// The most items that a list of Fermata's own has.
pub(crate) const MAX_LIST: usize = 10_000;

/// Lists of these lengths are within the bound.
pub(crate) fn short<const N: usize>(lengths: [usize; N]) -> bool {
    lengths.into_iter().all(|length| length <= MAX_LIST)
}

/// A struct of the wire: strict members, optional ones absent and never null.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident {
        $( $(#[$fdoc:meta])* $field:ident : $ty:ty ),* $(,)?
    } optional {
        $( $(#[$odoc:meta])* $ofield:ident : $oty:ty ),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct $name {
            $( $(#[$fdoc])* pub $field: $ty, )*
            $( $(#[$odoc])* #[serde(skip_serializing_if = "Option::is_none")] pub $ofield: Option<$oty>, )*
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Wire {
                    $( $field: $ty, )*
                    $( #[serde(default, deserialize_with = "crate::json::present")] $ofield: Option<$oty>, )*
                }
                let wire = Wire::deserialize(crate::json::Object(from))?;
                Ok(Self { $( $field: wire.$field, )* $( $ofield: wire.$ofield, )* })
            }
        }
    };
}

/// A payload: [`object!`] with the head that every payload begins with, and its kind.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident $(about $esc:ident)? {
        $( $(#[$fdoc:meta])* $field:ident : $ty:ty ),* $(,)?
    } optional {
        $( $(#[$odoc:meta])* $ofield:ident : $oty:ty ),* $(,)?
    } $(where $check:expr)?) => {
        $crate::payload::object! {
            $(#[$doc])*
            $name {
                /// This statement's id.
                jti: crate::Jti,
                /// Who signs it.
                iss: crate::Name,
                /// The workspace.
                ws: crate::Ws,
                /// When the signer says it was made; used as the time of nothing.
                issued_at: crate::Timestamp,
                $( #[doc = "The escalation that it is about."] $esc: crate::Esc, )?
                $( $(#[$fdoc])* $field: $ty, )*
            } optional {
                $( $(#[$odoc])* $ofield: $oty, )*
            }
        }

        impl crate::Payload for $name {
            const TYP: crate::Typ = crate::Typ::$name;
            fn jti(&self) -> crate::Jti { self.jti }
            fn iss(&self) -> &crate::Name { &self.iss }
            fn ws(&self) -> crate::Ws { self.ws }
            fn issued_at(&self) -> crate::Timestamp { self.issued_at }
            fn esc(&self) -> Option<crate::Esc> { $crate::payload::about!(self $(, $esc)?) }
            $( fn check(&self) -> Result<(), crate::Code> {
                let check: fn(&Self) -> bool = $check;
                if check(self) { Ok(()) } else { Err(crate::Code::BadMember) }
            } )?
        }
    };
}

macro_rules! about {
    ($this:ident, $esc:ident) => {
        Some($this.$esc)
    };
    ($this:ident) => {
        None
    };
}

/// An enum of plain snake_case words, which on the wire are texts and nothing else.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $word:literal ),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$vdoc])* $variant ),+ }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(from)?;
                match text.as_str() {
                    $( $word => Ok(Self::$variant), )+
                    other => Err(serde::de::Error::unknown_variant(other, &[$($word),+])),
                }
            }
        }

        impl $name {
            /// The wire word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use {about, object, payload, words};
