//! Exit codes of outcomes: what scripts branch on.

use fermata_protocol::payload::Status;

/// The source refused what people had approved.
pub(crate) const REFUSED: u8 = 16;
/// A halt is in force.
pub(crate) const HALTED: u8 = 15;

/// The exit code of a status; what is still open is no error.
pub(crate) fn exit(status: Status) -> u8 {
    match status {
        Status::Open | Status::Allowed | Status::Approved | Status::Edited => 0,
        Status::Rejected => 10,
        Status::Expired => 11,
        Status::Withdrawn => 12,
        Status::Denied => 13,
        Status::Responded => 14,
    }
}
