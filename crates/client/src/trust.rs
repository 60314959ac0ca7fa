//! Whom a client believes that they are the gateway: over TLS, who shows a certificate; over plain HTTP, nobody but this machine.
//!
//! What travels over it is signed, so this is not what makes a decision count.
//! It keeps a session or a token from whoever stands on the way, and what is read from whoever may not read it.

use std::{error::Error, io};

use reqwest::{Certificate, ClientBuilder, Url};
use rustls::{CertificateError, crypto::ring};

use crate::ClientError;

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

/// An address that a token may travel to.
pub(crate) fn address(base: &str) -> Result<Url, ClientError> {
    let url = Url::parse(base).map_err(|_| ClientError::Address(base.to_owned()))?;
    match url.scheme() {
        "https" if url.has_host() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(ClientError::Plain(base.to_owned())),
        _ => Err(ClientError::Address(base.to_owned())),
    }
}

/// Certificates of the machine's authorities hold; where a team gives its own, that one alone.
pub(crate) fn trusting(
    builder: ClientBuilder,
    url: &Url,
    authority: Option<&str>,
) -> Result<ClientBuilder, ClientError> {
    // Another part of the process may have chosen before: any choice will do.
    let _ = ring::default_provider().install_default();
    let certificates = match authority {
        Some(pem) => Certificate::from_pem_bundle(pem.as_bytes())
            .ok()
            .filter(|found| !found.is_empty())
            .ok_or(ClientError::NoCertificate)?,
        // Reading the machine's takes a while, and here nobody shows one.
        None if url.scheme() == "http" => Vec::new(),
        None => return Ok(builder),
    };
    Ok(builder.tls_certs_only(certificates))
}

/// What is wrong with the certificate that was shown, if that is why it failed.
pub(crate) fn distrusted(error: &reqwest::Error) -> Option<String> {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(words(why));
        }
        // What an I/O error holds is no source of it.
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    None
}

fn words(why: &CertificateError) -> String {
    use CertificateError as E;
    match why {
        E::UnknownIssuer => "it was issued by nobody whom this machine trusts: join with the team's own authority, `fermata join --ca FILE`, or have it added to this machine".to_owned(),
        E::NotValidForName | E::NotValidForNameContext { .. } => "it is for another host name: use the address that the team gave".to_owned(),
        E::Expired | E::ExpiredContext { .. } => "it has expired: whoever runs the gateway renews it; check this machine's clock, too".to_owned(),
        E::NotValidYet | E::NotValidYetContext { .. } => "it is not valid yet: check this machine's clock".to_owned(),
        other => format!("{other:?}: tell whoever runs the gateway"),
    }
}
