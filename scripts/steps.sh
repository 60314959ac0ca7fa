# Sourced by scripts/test and scripts/check: runs named steps one after the other, each to its end even when an
# earlier one failed, and closes with the last words of what failed and a table of what held and how long it took.
# What a step printed stays in target/steps.

. scripts/path.sh

steps_table=()
steps_failed=()

output_of() { printf 'target/steps/%s.log' "${1//[^a-z]/-}"; }

step() {
  local name=$1 began=$SECONDS verdict=ok
  shift
  mkdir -p target/steps
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" 2>&1 | tee "$(output_of "$name")" || { verdict=FAILED; steps_failed+=("$name"); }
  steps_table+=("$(printf '%-28s %-8s %5d s' "$name" "$verdict" "$((SECONDS - began))")")
}

finish() {
  local name
  for name in "${steps_failed[@]}"; do
    printf '\n== the end of what "%s" printed\n' "$name"
    tail -n 60 "$(output_of "$name")"
  done
  printf '\n'
  printf '%s\n' "${steps_table[@]}"
  if [ ${#steps_failed[@]} -gt 0 ]; then
    printf '\n%s: FAILED in %d s: %s\n' "$1" "$SECONDS" "$(IFS=,; echo "${steps_failed[*]}")"
    exit 1
  fi
  printf '\n%s: all %d steps ok in %d s\n' "$1" "${#steps_table[@]}" "$SECONDS"
}
