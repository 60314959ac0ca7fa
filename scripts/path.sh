# Sourced: puts what scripts/setup had to get beside the system's own before it on PATH.
# Rust is where rustup keeps it; Node.js is this checkout's own.
for tools in "${CARGO_HOME:-$HOME/.cargo}/bin" "$PWD/target/node/node_modules/node/bin"; do
  if [ -d "$tools" ]; then PATH=$tools:$PATH; fi
done
