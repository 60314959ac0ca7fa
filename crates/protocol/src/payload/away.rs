//! Being away (protocol, section 4). What follows from it, for whom and until when, is in [`crate::away`].

use serde::{Deserialize, Serialize};

use super::{object, payload};
use crate::{Name, Timestamp};

payload! {
    /// Its signer is away, and somebody else acts for them. One whose end is not after its arrival says that they are back.
    Away {
        /// Up to this instant.
        until: Timestamp,
        /// Who acts for them.
        to: StandIn,
    } optional {} where |away| !matches!(&away.to, StandIn::Person(to) if *to == away.iss)
}

/// Who acts for somebody: exactly one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StandIn {
    /// One person.
    Person(Name),
    /// Everybody in a group.
    Group(Name),
}

object! {
    /// What a stand-in can be; [`StandIn`] is one of it.
    StandInMembers {} optional {
        /// One person.
        person: Name,
        /// A group.
        group: Name,
    }
}

impl<'de> Deserialize<'de> for StandIn {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = StandInMembers::deserialize(from)?;
        match (given.person, given.group) {
            (Some(person), None) => Ok(Self::Person(person)),
            (None, Some(group)) => Ok(Self::Group(group)),
            _ => Err(serde::de::Error::custom("exactly one member")),
        }
    }
}
