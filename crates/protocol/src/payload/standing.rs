//! Policy bundles (protocol, section 4).

use super::{object, payload, short};

payload! {
    /// A policy bundle. What its files mean is the gateway's: readers hold it only to know that it was signed.
    Policy {
        /// Rises with each change.
        version: u32,
        /// The files.
        files: Vec<PolicyFile>,
    } optional {} where |p| p.version >= 1 && short([p.files.len()])
}

object! {
    /// One file of a bundle.
    PolicyFile {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    } optional {}
}
