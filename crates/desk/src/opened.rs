//! Links of the scheme `fermata:` that the desktop gives to the desk. Any program and any page may give one, so a link only ever
//! shows something: it joins nothing and decides nothing.

use fermata_protocol::{Esc, joining};

use crate::{Fault, LINK};

/// No link of ours is longer.
const MAX: usize = 64 * 1024;
const ITEM: &str = "fermata://escalation/";

/// What a link asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The first run's form, filled in with this invite.
    Join(String),
    /// Exactly this item.
    Item(Esc),
}

/// Reads a link that the desk was opened with.
///
/// # Errors
/// Why it is none, which does not repeat it.
pub fn read_link(text: &str) -> Result<Link, Fault<'static>> {
    let text = text.trim();
    if text.len() > MAX {
        return Err(Fault::LongLink);
    }
    if let Some(id) = text.strip_prefix(ITEM) {
        let id = id.strip_suffix('/').unwrap_or(id);
        return match id.parse() {
            Ok(esc) => Ok(Link::Item(esc)),
            Err(_) => Err(Fault::NoItemLink),
        };
    }
    if let Some(invite) = text.strip_prefix(LINK) {
        return match joining::unproven(invite) {
            Ok(_) => Ok(Link::Join(text.to_owned())),
            Err(_) => Err(Fault::NoInvite),
        };
    }
    Err(Fault::UnknownLink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_items_and_an_invites_link_are_taken() {
        let esc = "01935a6e-7b1c-7c3d-8e4f-0123456789ab";
        let item = Some(Link::Item(esc.parse().unwrap()));
        assert_eq!(read_link(&format!("{ITEM}{esc}")).ok(), item);
        assert_eq!(read_link(&format!(" {ITEM}{esc}/\n")).ok(), item);
        for bad in [
            "",
            "--version",
            "/etc/passwd",
            "fermata:",
            "fermata://",
            "fermata://escalation/",
            "fermata://escalation/7",
            "fermata://escalation/01935a6e-7b1c-7c3d-8e4f-0123456789ab?approve",
            "fermata://approve/01935a6e-7b1c-7c3d-8e4f-0123456789ab",
            "FERMATA://escalation/01935a6e-7b1c-7c3d-8e4f-0123456789ab",
            "fermata://join",
            "fermata://join?invite=",
            "fermata://join?invite=hello",
            "https://example.org/fermata://join?invite=x",
        ] {
            assert!(read_link(bad).is_err(), "{bad}");
        }
        let long = format!("{LINK}{}", "x".repeat(MAX));
        assert!(matches!(read_link(&long), Err(Fault::LongLink)));
    }
}
