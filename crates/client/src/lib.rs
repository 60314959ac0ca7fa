//! Typed client of the gateway
