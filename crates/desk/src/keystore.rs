//! Where private keys are kept: the system's keychain, or memory in tests.
//!
//! Calls block; callers move them off the async threads. There is no fallback to a plain file, on purpose.

use std::{collections::HashMap, sync::Mutex};

use fermata_protocol::SecretKey;
use zeroize::Zeroizing;

/// Why the keychain did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// There is none.
    #[error(
        "no system keychain answers ({0}); on Linux install and start gnome-keyring or KWallet, log in again, then try again"
    )]
    Missing(String),
    /// It is locked, or the person said no.
    #[error("the system keychain is locked ({0}); unlock it and try again")]
    Locked(String),
    /// It holds something that is not a key of ours.
    #[error("the system keychain holds something else under {0}; remove that entry and try again")]
    NotAKey(String),
}

/// Three methods and nothing else: no listing, no export.
pub trait Keystore: Send + Sync + 'static {
    /// The key with this label; `None` when there is none.
    ///
    /// # Errors
    /// See [`KeystoreError`].
    fn load(&self, label: &str) -> Result<Option<SecretKey>, KeystoreError>;

    /// Keeps a key under this label.
    ///
    /// # Errors
    /// See [`KeystoreError`].
    fn save(&self, label: &str, key: &SecretKey) -> Result<(), KeystoreError>;

    /// Forgets a key. It is no error when there is none.
    ///
    /// # Errors
    /// See [`KeystoreError`].
    fn delete(&self, label: &str) -> Result<(), KeystoreError>;
}

/// Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemKeychain;

const SERVICE: &str = "org.fermata.desk";

impl SystemKeychain {
    /// Connects anew each time: a keychain that was missing may have started since, and one that started again knows no older connection.
    #[cfg(target_os = "linux")]
    fn entry(label: &str) -> Result<keyring::Entry, KeystoreError> {
        use keyring_core::api::CredentialStoreApi as _;
        let store = zbus_secret_service_keyring_store::Store::new().map_err(told)?;
        let inner = store.build(SERVICE, label, None).map_err(told)?;
        Ok(keyring::Entry { inner })
    }

    #[cfg(not(target_os = "linux"))]
    fn entry(label: &str) -> Result<keyring::Entry, KeystoreError> {
        keyring::Entry::new(SERVICE, label).map_err(|error| match keyring::Entry::store_status() {
            Err(status) => KeystoreError::Missing(status.to_string()),
            Ok(()) => told(error),
        })
    }
}

fn told(error: keyring::Error) -> KeystoreError {
    match error {
        keyring::Error::NoStorageAccess(cause) => KeystoreError::Locked(cause.to_string()),
        other => KeystoreError::Missing(other.to_string()),
    }
}

fn read(label: &str, bytes: Vec<u8>) -> Result<SecretKey, KeystoreError> {
    let bytes = Zeroizing::new(bytes);
    let seed: [u8; 32] = bytes
        .as_slice()
        .try_into()
        .map_err(|_| KeystoreError::NotAKey(label.to_owned()))?;
    Ok(SecretKey::from_seed(&Zeroizing::new(seed)))
}

impl Keystore for SystemKeychain {
    fn load(&self, label: &str) -> Result<Option<SecretKey>, KeystoreError> {
        match Self::entry(label)?.get_secret() {
            Ok(bytes) => read(label, bytes).map(Some),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }

    fn save(&self, label: &str, key: &SecretKey) -> Result<(), KeystoreError> {
        Self::entry(label)?
            .set_secret(key.dangerous_seed().as_slice())
            .map_err(told)
    }

    fn delete(&self, label: &str) -> Result<(), KeystoreError> {
        match Self::entry(label)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(told(error)),
        }
    }
}

/// The twin for tests: forgets everything when dropped.
#[derive(Debug, Default)]
pub struct MemoryKeystore(Mutex<HashMap<String, Zeroizing<[u8; 32]>>>);

impl MemoryKeystore {
    fn keys(&self) -> std::sync::MutexGuard<'_, HashMap<String, Zeroizing<[u8; 32]>>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Keystore for MemoryKeystore {
    fn load(&self, label: &str) -> Result<Option<SecretKey>, KeystoreError> {
        Ok(self.keys().get(label).map(SecretKey::from_seed))
    }

    fn save(&self, label: &str, key: &SecretKey) -> Result<(), KeystoreError> {
        self.keys().insert(label.to_owned(), key.dangerous_seed());
        Ok(())
    }

    fn delete(&self, label: &str) -> Result<(), KeystoreError> {
        self.keys().remove(label);
        Ok(())
    }
}
