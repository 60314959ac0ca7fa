//! Addresses that lead out of the app: which ones a browser is given, and what a person reads first.
//!
//! An address is somebody else's word. It is opened only if it stands in the item, can be read in full, is for a browser, and says nothing before its host.
//! Not here: opening it, which is the window's.

use fermata_protocol::escape::{Multiline, escape};
use url::{Host, Url};

use crate::{
    ipc::{AddressFault, AddressView, DetailView, RunView},
    views,
};

/// No longer address is opened: browsers and servers cut them somewhere beyond.
const LONGEST: usize = 2_048;

/// What the address is, if it stands in the item.
pub fn address(detail: &DetailView, text: &str) -> AddressView {
    judge(detail, text).unwrap_or_else(|why| AddressView::Refused { why })
}

fn judge(detail: &DetailView, text: &str) -> Result<AddressView, AddressFault> {
    let opens = read(text)?;
    let of_subject = detail.subject.as_ref().and_then(|it| it.url.as_ref());
    let mut documents = detail.evidence.iter().filter_map(|it| it.text.as_ref());
    let stands = of_subject.is_some_and(|url| whole(url) == text)
        || documents.any(|it| whole(it).contains(text));
    if stands {
        Ok(opens)
    } else {
        Err(AddressFault::Elsewhere)
    }
}

fn whole(runs: &[RunView]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn read(text: &str) -> Result<AddressView, AddressFault> {
    if text.len() > LONGEST {
        return Err(AddressFault::Long);
    }
    let shown = escape(text, Multiline::No);
    let seen = shown
        .iter()
        .all(|run| run.mark.is_none() && run.text != "⟨");
    if !seen || text.chars().any(|c| c.is_whitespace() || c == '\\') {
        return Err(AddressFault::Unseen);
    }
    let url = Url::parse(text).map_err(|_| AddressFault::Unreadable)?;
    let encrypted = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(AddressFault::Scheme),
    };
    // What the parser takes for an empty name is still a sign before the host.
    let authority = text.split_once("://").ok_or(AddressFault::Unreadable)?.1;
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(AddressFault::Name);
    }
    let host = url.host().ok_or(AddressFault::Unreadable)?;
    let ascii = host.to_string();
    let letters = match host {
        Host::Domain(name) => idna::domain_to_unicode(name).0,
        Host::Ipv4(_) | Host::Ipv6(_) => ascii.clone(),
    };
    let letters = (letters != ascii).then(|| views::runs(escape(&letters, Multiline::No)));
    let port = url.port().map(|port| format!(":{port}"));
    Ok(AddressView::Opens {
        host: ascii + &port.unwrap_or_default(),
        letters,
        encrypted,
        url: url.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> (String, String, Option<String>, bool) {
        match read(text) {
            Ok(AddressView::Opens {
                url,
                host,
                letters,
                encrypted,
            }) => (url, host, letters.map(|runs| whole(&runs)), encrypted),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_browsers_address_is_shown_as_it_would_be_opened() {
        let (url, host, letters, encrypted) =
            opened("https://CRM.Example.org:8443/customers/7?tab=a%20b#top");
        assert_eq!(
            url,
            "https://crm.example.org:8443/customers/7?tab=a%20b#top"
        );
        assert_eq!(
            (host.as_str(), letters, encrypted),
            ("crm.example.org:8443", None, true)
        );
        assert!(!opened("http://crm.example.org/").3);
        assert_eq!(opened("https://0x7f.1/").1, "127.0.0.1");
        assert_eq!(opened("https://[::1]/").1, "[::1]");
        assert_eq!(opened("https://example.org/@ada").1, "example.org");
    }

    #[test]
    fn a_host_in_other_letters_is_shown_both_ways() {
        let (url, host, letters, _) = opened("https://ex\u{430}mple.org/a");
        assert_eq!(url, "https://xn--exmple-4nf.org/a");
        assert_eq!(host, "xn--exmple-4nf.org");
        assert_eq!(letters.as_deref(), Some("ex\u{430}mple.org"));
        assert_eq!(opened("https://xn--exmple-4nf.org/a").2, letters);
    }

    #[test]
    fn what_is_not_for_a_browser_or_hides_its_host_is_refused() {
        use AddressFault::{Long, Name, Scheme, Unreadable, Unseen};
        let long = format!("https://example.org/{}", "x".repeat(LONGEST));
        for (text, why) in [
            (long.as_str(), Long),
            ("https://exa\u{200b}mple.org/", Unseen),
            ("https://example.org/\u{202e}gpj.exe", Unseen),
            ("https://example.org/⟨U+202E⟩", Unseen),
            ("https://example.org/a b", Unseen),
            ("https:\\\\example.org\\", Unseen),
            (" https://example.org/", Unseen),
            ("https://exam\nple.org/", Unseen),
            ("", Unreadable),
            ("example.org", Unreadable),
            ("https://", Unreadable),
            ("https:example.org", Unreadable),
            ("https://exa%00mple.org/", Unreadable),
            ("javascript:alert(1)", Scheme),
            ("JavaScript://example.org/%0aalert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("file:///etc/passwd", Scheme),
            ("ftp://example.org/", Scheme),
            ("fermata://escalation/1", Scheme),
            ("ssh://example.org", Scheme),
            ("https://bank.example@evil.example/", Name),
            ("https://bank.example:x@evil.example/", Name),
            ("https://@evil.example/", Name),
            ("https://:@evil.example/", Name),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }
}
