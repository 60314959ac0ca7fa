//! One method per call of the API. Every call has a timeout; those that can be repeated safely are, a bounded number of times.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use fermata_protocol::{Entry, Esc, Timestamp, payload::Arguments, resolution::Resolution};
use reqwest::{Method, RequestBuilder, Response, Url, header};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{
    Appended, ClientError, Escalated, Escalation, Page, Preview, Ready, Reported, Standing,
    error::Problem,
    trust::{address, trusting},
};

/// A call that does not wait for anything is answered within this.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Entries that are asked for at once, going backwards.
const BACKWARDS: u32 = 200;
/// No answer may be larger: what stands in a workspace over years fits, and memory does not run out.
const MAX_ANSWER: usize = 256 * 1024 * 1024;
/// Tries of a call that can be repeated.
const TRIES: u32 = 3;
/// The first wait between two tries; it doubles, and up to as much again is added at random.
const BACKOFF: Duration = Duration::from_millis(100);

type Signer = Arc<dyn Fn() -> Result<String, ClientError> + Send + Sync>;

/// Who calls.
#[derive(Clone)]
pub enum Auth {
    /// A key holder: makes a session statement when one is needed.
    Session(Signer),
    /// A vouched source's token.
    Token(String),
}

/// A gateway as seen from here. Cloning shares connections.
#[derive(Clone)]
pub struct Client {
    base: Arc<RwLock<Url>>,
    auth: Auth,
    http: reqwest::Client,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.base())
    }
}

/// This long, and up to as much again at random, so that many clients do not come back at once.
pub(crate) fn spread(wait: Duration) -> Duration {
    let mut random = [0; 1];
    // Without randomness the wait is only less spread.
    let _ = getrandom::fill(&mut random);
    wait + wait.mul_f64(f64::from(random[0]) / 255.0)
}

async fn body(mut response: Response) -> Result<Vec<u8>, ClientError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return Err(ClientError::Protocol("the answer does not end".to_owned()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

impl Client {
    /// A client of the gateway at this address, which the machine's authorities vouch for. Nothing is sent yet.
    ///
    /// # Errors
    /// The address is neither `https://` nor on this machine: a token must not travel in the clear.
    pub fn new(base: &str, auth: Auth) -> Result<Self, ClientError> {
        Self::trusting(base, auth, None)
    }

    /// As [`Client::new`]; the gateway's certificate must come from this authority (PEM), if one is given, and from no other.
    ///
    /// # Errors
    /// See [`Client::new`]; or there is no certificate in the PEM.
    pub fn trusting(base: &str, auth: Auth, authority: Option<&str>) -> Result<Self, ClientError> {
        let url = address(base)?;
        // A redirect would carry the credentials to wherever it points.
        let builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        let built = trusting(builder, &url, authority)?.build();
        let http = match (built, authority) {
            // What stands between the lines of the PEM is looked at only here.
            (Err(_), Some(_)) => return Err(ClientError::NoCertificate),
            (built, _) => built?,
        };
        Ok(Self {
            base: Arc::new(RwLock::new(url)),
            auth,
            http,
        })
    }

    /// The address.
    pub fn base(&self) -> Url {
        self.base
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Goes to this address from the next call on, in every clone: the log may be served by another process now.
    ///
    /// # Errors
    /// See [`Client::new`].
    pub fn move_to(&self, base: &str) -> Result<(), ClientError> {
        *self.base.write().unwrap_or_else(PoisonError::into_inner) = address(base)?;
        Ok(())
    }

    pub(crate) fn request(
        &self,
        method: Method,
        path: &str,
    ) -> Result<RequestBuilder, ClientError> {
        let url = self
            .base()
            .join(path)
            .map_err(|_| ClientError::Address(path.to_owned()))?;
        let bearer = match &self.auth {
            Auth::Session(sign) => sign()?,
            Auth::Token(token) => token.clone(),
        };
        Ok(self.http.request(method, url).bearer_auth(bearer))
    }

    pub(crate) async fn check(response: Response) -> Result<Response, ClientError> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let text = body(response).await?;
        match serde_json::from_slice::<Problem>(&text) {
            Ok(problem) => Err(problem.with(status.as_u16())),
            // A proxy in front of a gateway that is away.
            Err(_) if status.is_server_error() => {
                Err(ClientError::Unreachable(format!("HTTP {status}")))
            }
            Err(_) => Err(ClientError::Protocol(format!(
                "HTTP {status} without a problem document"
            ))),
        }
    }

    /// Sends what `build` makes, again after passing errors.
    async fn send(
        &self,
        build: impl Fn(&Self) -> Result<RequestBuilder, ClientError>,
    ) -> Result<Response, ClientError> {
        let mut wait = BACKOFF;
        for attempt in 1.. {
            let sent = async { Self::check(build(self)?.send().await?).await };
            match sent.await {
                Err(error) if error.is_passing() && attempt < TRIES => {
                    tokio::time::sleep(spread(wait)).await;
                    wait *= 2;
                }
                done => return done,
            }
        }
        Err(ClientError::Timeout)
    }

    async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ClientError> {
        let bytes = body(response).await?;
        serde_json::from_slice(&bytes).map_err(|error| ClientError::Protocol(error.to_string()))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        let ask = |c: &Self| {
            Ok(c.request(Method::GET, path)?
                .header(header::ACCEPT, "application/json")
                .timeout(TIMEOUT))
        };
        Self::read(self.send(ask).await?).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &[u8],
        kind: &str,
        key: Option<&str>,
    ) -> Result<T, ClientError> {
        let ask = |c: &Self| {
            let mut request = c
                .request(Method::POST, path)?
                .header(header::CONTENT_TYPE, kind)
                .timeout(TIMEOUT)
                .body(body.to_vec());
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key);
            }
            Ok(request)
        };
        Self::read(self.send(ask).await?).await
    }

    /// Proposes by draft, for a vouched source. The same key and body again get the same answer.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn propose_draft(&self, draft: &[u8], key: &str) -> Result<Escalated, ClientError> {
        self.post("/v1/proposals", draft, "application/json", Some(key))
            .await
    }

    /// Proposes by a statement of one's own.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn propose(&self, statement: &str) -> Result<Escalated, ClientError> {
        self.post(
            "/v1/proposals",
            statement.as_bytes(),
            "application/jose",
            None,
        )
        .await
    }

    /// Appends a statement of one's own; a roster with all its signatures.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn append(&self, statements: &[String]) -> Result<Appended, ClientError> {
        match statements {
            [one] => {
                self.post("/v1/entries", one.as_bytes(), "application/jose", None)
                    .await
            }
            many => {
                let body = json!({ "statements": many }).to_string();
                self.post("/v1/entries", body.as_bytes(), "application/json", None)
                    .await
            }
        }
    }

    /// Reports an outcome by draft, for a vouched source.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn outcome_draft(&self, draft: &[u8], key: &str) -> Result<Reported, ClientError> {
        self.post("/v1/outcomes", draft, "application/json", Some(key))
            .await
    }

    /// Says a note by draft, for a vouched source.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn note_draft(&self, draft: &[u8], key: &str) -> Result<Reported, ClientError> {
        self.post("/v1/notes", draft, "application/json", Some(key))
            .await
    }

    /// One escalation's entries.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn escalation(&self, esc: Esc) -> Result<Escalation, ClientError> {
        self.get(&format!("/v1/escalations/{esc}")).await
    }

    /// How it ended, waiting up to `wait_s` (at most 60) seconds; `None` while it is open.
    ///
    /// # Errors
    /// See [`ClientError`]; a halt is a problem with status 423.
    pub async fn resolution(
        &self,
        esc: Esc,
        wait_s: u32,
    ) -> Result<Option<Resolution>, ClientError> {
        let path = format!("/v1/escalations/{esc}/resolution?wait={wait_s}");
        let timeout = TIMEOUT + Duration::from_secs(u64::from(wait_s));
        let response = self
            .send(|c| Ok(c.request(Method::GET, &path)?.timeout(timeout)))
            .await?;
        if response.status() == reqwest::StatusCode::NO_CONTENT {
            return Ok(None);
        }
        let bytes = body(response).await?;
        Resolution::read(&bytes)
            .map(Some)
            .map_err(|code| ClientError::Protocol(code.to_string()))
    }

    /// What policy would say of an edit.
    ///
    /// # Errors
    /// See [`ClientError`]; arguments that do not fit the schema are a problem with status 422.
    pub async fn preview(&self, esc: Esc, arguments: &Arguments) -> Result<Preview, ClientError> {
        let body = json!({ "arguments": arguments }).to_string();
        self.post(
            &format!("/v1/escalations/{esc}/preview"),
            body.as_bytes(),
            "application/json",
            None,
        )
        .await
    }

    /// What stands, behind `after`; waits up to `wait_s` (at most 60) seconds for something new.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn standing(&self, after: u64, wait_s: u32) -> Result<Standing, ClientError> {
        let path = format!("/v1/standing?after={after}&wait={wait_s}");
        let timeout = TIMEOUT + Duration::from_secs(u64::from(wait_s));
        Self::read(
            self.send(|c| Ok(c.request(Method::GET, &path)?.timeout(timeout)))
                .await?,
        )
        .await
    }

    /// A page of what this reader may see, behind `after`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn page(&self, after: u64, limit: u32) -> Result<Page, ClientError> {
        self.get(&format!("/v1/entries?after={after}&limit={limit}"))
            .await
    }

    /// The newest entries before `seq` that this reader may see, at most `limit`, the newest first.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn before(&self, seq: u64, limit: u32) -> Result<Vec<Entry>, ClientError> {
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found: Vec<Entry> = Vec::new();
        let mut next = Some(seq);
        // The gateway leaves out of a page what this reader may not see.
        while let Some(before) = next.filter(|_| found.len() < wanted) {
            let path = format!("/v1/entries?before={before}&limit={BACKWARDS}");
            let page: Page = self.get(&path).await?;
            found.extend(page.entries);
            next = page.next.filter(|next| *next < before);
        }
        found.truncate(wanted);
        Ok(found)
    }

    /// Entries of what is open, behind `after`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn snapshot(&self, after: u64, limit: u32) -> Result<Page, ClientError> {
        self.get(&format!("/v1/snapshot?after={after}&limit={limit}"))
            .await
    }

    /// Asks to join with a device's statement; needs no credentials. True once the roster has its key.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn join(&self, statement: &str) -> Result<bool, ClientError> {
        #[derive(serde::Deserialize)]
        struct Asked {
            state: String,
        }
        let body = statement.as_bytes();
        let asked: Asked = self
            .post("/v1/joins", body, "application/jose", None)
            .await?;
        Ok(asked.state == "member")
    }

    /// Devices that ask to join: statements that nobody has verified yet.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn joins(&self) -> Result<Vec<String>, ClientError> {
        #[derive(serde::Deserialize)]
        struct Joins {
            statements: Vec<String>,
        }
        let joins: Joins = self.get("/v1/joins").await?;
        Ok(joins.statements)
    }

    /// Whether it is ready, how durable its log is, and what time it says it is.
    ///
    /// # Errors
    /// See [`ClientError`]; why it is not ready is a problem with status 503.
    pub async fn ready(&self) -> Result<Ready, ClientError> {
        let sent = self
            .request(Method::GET, "/readyz")?
            .timeout(TIMEOUT)
            .send()
            .await?;
        let response = Self::check(sent).await?;
        let date = response.headers().get(header::DATE);
        let date =
            date.and_then(|value| chrono::DateTime::parse_from_rfc2822(value.to_str().ok()?).ok());
        let mut ready: Ready = Self::read(response).await?;
        ready.now = date.map(|date| Timestamp::from_millis(date.timestamp_millis()));
        Ok(ready)
    }

    /// Whether a gateway answers.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn health(&self) -> Result<(), ClientError> {
        let sent = self
            .request(Method::GET, "/healthz")?
            .timeout(TIMEOUT)
            .send()
            .await?;
        Self::check(sent).await.map(drop)
    }
}
