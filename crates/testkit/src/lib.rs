//! Fixtures, fakes and conformance suites for tests
