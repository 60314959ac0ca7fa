//! Sessions: a short statement of any key holder, as bearer.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use fermata_protocol::{Jti, Name, SecretKey, Signed, Timestamp, Ws, payload::Session};

use crate::{Auth, ClientError};

/// A session's life, and how long before its end a new one is made.
const LIFE_S: i64 = 300;
const RENEW_S: i64 = 60;

/// Signs sessions with this key, one at a time, each used until a minute before its end.
pub fn session_auth(
    key: SecretKey,
    iss: Name,
    ws: Ws,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
) -> Auth {
    let current: Mutex<Option<(Timestamp, String)>> = Mutex::new(None);
    Auth::Session(Arc::new(move || {
        let now = clock();
        let mut current = current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((until, text)) = current.as_ref()
            && now < *until
            && now.millis() > until.millis() - LIFE_S * 1000
        {
            return Ok(text.clone());
        }
        let text = sign(&key, &iss, ws, now)?;
        *current = Some((now.plus(TimeDelta::seconds(LIFE_S - RENEW_S)), text.clone()));
        Ok(text)
    }))
}

fn sign(key: &SecretKey, iss: &Name, ws: Ws, now: Timestamp) -> Result<String, ClientError> {
    let failed = |error: &dyn std::fmt::Display| ClientError::Session(error.to_string());
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| failed(&error))?;
    let session = Session {
        jti: Jti::make(now, random),
        iss: iss.clone(),
        ws,
        issued_at: now,
        expires_at: now.plus(TimeDelta::seconds(LIFE_S)),
    };
    let signed = Signed::sign(key, &session).map_err(|code| failed(&code))?;
    Ok(signed.compact().to_owned())
}
