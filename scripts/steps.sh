# Sourced by scripts/test and scripts/check: runs named steps one after the other, each to its end even when an
# earlier one failed, and closes with a table of what held and how long it took.

. scripts/path.sh

steps_table=()
steps_failed=()

step() {
  local name=$1 began=$SECONDS verdict=ok
  shift
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" || { verdict=FAILED; steps_failed+=("$name"); }
  steps_table+=("$(printf '%-28s %-8s %5d s' "$name" "$verdict" "$((SECONDS - began))")")
}

finish() {
  printf '\n'
  printf '%s\n' "${steps_table[@]}"
  if [ ${#steps_failed[@]} -gt 0 ]; then
    printf '\n%s: FAILED in %d s: %s\n' "$1" "$SECONDS" "$(IFS=,; echo "${steps_failed[*]}")"
    exit 1
  fi
  printf '\n%s: all %d steps ok in %d s\n' "$1" "${#steps_table[@]}" "$SECONDS"
}
