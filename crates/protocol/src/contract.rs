//! x
use crate::{Code,payload::{Arguments,Terms}};
/// x
#[derive(Debug)]
pub struct SchemaError;
/// x
#[derive(Debug)]
pub struct CompiledContract;
impl CompiledContract { /// x
 pub fn compile(_: &Terms) -> Result<Self, Code> { Ok(Self) } /// x
 pub fn validate(&self, _: &Arguments) -> Result<(), Vec<SchemaError>> { Ok(()) } }
impl Terms { /// x
 pub fn check(&self) -> Result<(), Code> { Ok(()) } }
