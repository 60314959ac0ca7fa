//! Where a build looks for updates and whose signature it takes: both are given when it is built, or neither. The build script reads them by this too, so that what is wrong with them ends the build.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minisign_verify::PublicKey;
use url::{Host, Url};

/// Whose updates, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The public key as the updater takes it: a minisign file in base64.
    pub(crate) key: String,
    /// Where the newest release is named.
    pub(crate) url: Url,
}

impl Source {
    /// What a build was given. What is empty was not given.
    pub(crate) fn read(key: Option<&str>, url: Option<&str>) -> Result<Option<Self>, String> {
        let given = |text: Option<&str>| {
            text.map(str::trim)
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        match (given(key), given(url)) {
            (None, None) => Ok(None),
            (Some(_), None) => Err("FERMATA_UPDATE_KEY is set and FERMATA_UPDATE_URL is not: give both, or neither for a build without updates.".to_owned()),
            (None, Some(_)) => Err("FERMATA_UPDATE_URL is set and FERMATA_UPDATE_KEY is not: give both, or neither for a build without updates.".to_owned()),
            (Some(key), Some(url)) => {
                let decoded = STANDARD.decode(&key).ok().and_then(|file| String::from_utf8(file).ok());
                if decoded.is_none_or(|file| PublicKey::decode(&file).is_err()) {
                    return Err("FERMATA_UPDATE_KEY is no minisign public key: give the .pub file in base64, on one line.".to_owned());
                }
                Ok(Some(Self { key, url: address(&url)? }))
            }
        }
    }

    /// It is on this machine, where there is no one to listen in between.
    pub(crate) fn is_here(&self) -> bool {
        is_here(&self.url)
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    }
}

fn address(text: &str) -> Result<Url, String> {
    let url: Url = text
        .parse()
        .map_err(|why| format!("FERMATA_UPDATE_URL is no address ({why})."))?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here(&url)) {
        return Err(
            "FERMATA_UPDATE_URL must be https; http is for 127.0.0.1 and [::1] alone.".to_owned(),
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("FERMATA_UPDATE_URL must hold no name and no password: everybody who has the build can read them.".to_owned());
    }
    Ok(url)
}
