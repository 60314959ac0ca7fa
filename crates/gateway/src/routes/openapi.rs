//! The API's own description, written by hand; a test keeps it complete.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// OpenAPI 3.1.
pub const OPENAPI: &str = include_str!("openapi.json");

pub(super) async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}
