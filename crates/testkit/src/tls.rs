//! A proxy that ends TLS before a gateway, and authorities that vouch for it, well or badly.

#![expect(
    clippy::expect_used,
    reason = "a fixture that can not be made ends the test"
)]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// Chooses how TLS is computed in this process. An HTTP client needs it once, also for plain HTTP.
pub fn provide() {
    // A test beside this one may have been first.
    let _ = ring::default_provider().install_default();
}

/// A certificate authority that nobody knows by itself.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new one of this name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    /// Its certificate.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A proxy for `localhost` before what answers at this address.
    pub async fn proxy(&self, to: &str) -> Proxy {
        self.serve(to, certified("localhost")).await
    }

    /// One whose certificate is for another host.
    pub async fn proxy_of_another_host(&self, to: &str) -> Proxy {
        self.serve(to, certified("gateway.example")).await
    }

    /// One whose certificate has expired.
    pub async fn expired_proxy(&self, to: &str) -> Proxy {
        let mut params = certified("localhost");
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        self.serve(to, params).await
    }

    async fn serve(&self, to: &str, params: CertificateParams) -> Proxy {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate with its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let through = Arc::new(AtomicU64::new(0));
        let proxy = Proxy {
            url: format!("https://localhost:{port}"),
            through: Arc::clone(&through),
        };
        let (acceptor, to) = (TlsAcceptor::from(Arc::new(config)), address(to));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, to) = (acceptor.clone(), to.clone());
                let through = Arc::clone(&through);
                tokio::spawn(async move {
                    // Who does not like the certificate goes away.
                    let Ok(mut outer) = acceptor.accept(socket).await else {
                        return;
                    };
                    through.fetch_add(1, Ordering::SeqCst);
                    if let Ok(mut inner) = TcpStream::connect(&to).await {
                        let _ = copy_bidirectional(&mut outer, &mut inner).await;
                    }
                    let _ = outer.shutdown().await;
                });
            }
        });
        proxy
    }
}

fn certified(host: &str) -> CertificateParams {
    CertificateParams::new(vec![host.to_owned()]).expect("a host")
}

fn address(url: &str) -> String {
    url.trim_start_matches("http://").to_owned()
}

/// What answers with TLS, for as long as the runtime lives.
pub struct Proxy {
    /// Where.
    pub url: String,
    through: Arc<AtomicU64>,
}

impl Proxy {
    /// Connections whose other side accepted the certificate.
    pub fn accepted(&self) -> u64 {
        self.through.load(Ordering::SeqCst)
    }
}
