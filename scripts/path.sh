# Sourced: puts the Node.js that scripts/setup made for this checkout, if it had to, before the system's.
if [ -x target/node/node_modules/node/bin/node ]; then PATH=$PWD/target/node/node_modules/node/bin:$PATH; fi
